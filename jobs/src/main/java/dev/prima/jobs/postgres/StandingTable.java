package dev.prima.jobs.postgres;

import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A table of rows that we made, as the catalog of a node has it: found without the mapping, so that
 * it is there too where the mapping or the sources have changed since.
 *
 * @param schema {@code prima} or {@code legacy}
 * @param name of the table, never of a partition
 * @param columns without generated ones
 * @param documents those of type {@code jsonb}
 * @param source the column of the lineage, quoted
 */
public record StandingTable(
    String schema, String name, List<String> columns, Set<String> documents, String source) {
  private static final Set<String> BOOKS =
      Set.of("migration_ledger", "migration_sources", "moved_agents", "set_aside", "superseded");

  public StandingTable {
    columns = List.copyOf(columns);
    documents = Set.copyOf(documents);
  }

  /** All on a node, by name. */
  public static List<StandingTable> all(Connection connection) throws SQLException {
    List<StandingTable> tables = new ArrayList<>();
    try (Statement sql = connection.createStatement();
        ResultSet row =
            sql.executeQuery(
                "SELECT n.nspname, c.relname, (SELECT array_agg(a.attname::text ORDER BY attnum)"
                    + " FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT"
                    + " a.attisdropped AND a.attgenerated = ''), (SELECT array_agg(a.attname::text)"
                    + " FROM pg_attribute a WHERE a.attrelid = c.oid AND a.atttypid ="
                    + " 'jsonb'::regtype AND NOT a.attisdropped) FROM pg_class c JOIN"
                    + " pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname IN ('prima', 'legacy') AND"
                    + " c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY 1, 2")) {
      while (row.next()) {
        if (!(row.getString(1).equals("prima") && BOOKS.contains(row.getString(2)))) {
          List<String> names = names(row.getArray(3));
          String source = names.contains("prima_source_id") ? "prima_source_id" : "source_id";
          if (names.contains(source)) {
            tables.add(
                new StandingTable(
                    row.getString(1),
                    row.getString(2),
                    names,
                    Set.copyOf(names(row.getArray(4))),
                    SqlName.quote(source)));
          }
        }
      }
    }
    return tables;
  }

  private static List<String> names(@Nullable Array names) throws SQLException {
    return names == null ? List.of() : List.of((String[]) names.getArray());
  }

  /** Whether the ledger and the books know it by this name. */
  public boolean isOf(String table) {
    String prefix = schema + ".";
    boolean named = table.startsWith(prefix);
    return named == schema.equals("legacy")
        && name.equals(SqlName.fit(named ? table.substring(prefix.length()) : table));
  }

  /** Schema and name, quoted. */
  public String qualified() {
    return SqlName.quote(schema, name);
  }

  /** The columns, quoted, with commas between them. */
  public String columnList() {
    return columns.stream().map(SqlName::quote).collect(Collectors.joining(", "));
  }

  /** For people. */
  @Override
  public String toString() {
    return schema + "." + name;
  }
}
