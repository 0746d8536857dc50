package dev.prima.jobs.source;

import dev.prima.core.error.PrimaException;
import dev.prima.core.schema.SourceColumn;
import dev.prima.core.schema.SourceIndex;
import dev.prima.core.schema.SourceReference;
import dev.prima.core.schema.SourceTable;
import dev.prima.core.schema.TableDeclaration;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads what tables a database has: the ordinary ones, without SQLite's own, virtual tables and
 * their shadows; views are no tables. In the order of their names.
 */
public final class SqliteSchemaReader {
  private final Connection connection;
  private final Path source;
  private @Nullable SchemaTexts texts;

  /**
   * @param source for messages
   */
  public SqliteSchemaReader(Connection connection, Path source) {
    this.connection = connection;
    this.source = source;
  }

  /** The source file of a run: a snapshot and what is in it. */
  public static SourceFile surveyed(Snapshot snapshot, int index) {
    try (Connection connection = SqliteConnections.openImmutable(snapshot.file())) {
      SqliteSchemaReader reader = new SqliteSchemaReader(connection, snapshot.source());
      List<SnapshotTable> tables = new ArrayList<>();
      for (SourceTable table : reader.tables()) {
        tables.add(reader.measure(table));
      }
      return new SourceFile(
          index,
          snapshot.source().toString(),
          snapshot.bytes(),
          snapshot.sha256(),
          snapshot.file().toString(),
          tables,
          reader.texts().others(),
          snapshot.lost(),
          snapshot.waitMillis());
    } catch (SQLException e) {
      throw SqliteFailures.explain(
          snapshot.source(), e, () -> new PrimaException(SourceError.DISK_FULL, "No room", e));
    }
  }

  /** Read once: one reader is of one moment. */
  private SchemaTexts texts() throws SQLException {
    SchemaTexts read = texts;
    if (read == null) {
      read = SchemaTexts.read(connection);
      texts = read;
    }
    return read;
  }

  /**
   * The tables. SQLite's own list of them is not asked for: it unfolds every view, and a few dozen
   * views can unfold to more than any machine holds.
   */
  public List<SourceTable> tables() throws SQLException {
    List<SourceTable> tables = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0"
                    + " AND name NOT LIKE 'sqlite~_%' ESCAPE '~' ORDER BY name")) {
      while (row.next()) {
        String name = row.getString(1);
        if (!texts().shadows().contains(name.toLowerCase(Locale.ROOT))) {
          tables.add(table(name, hasRowid(connection, name)));
        }
      }
    }
    return tables;
  }

  /**
   * Whether a table has rowids: those WITHOUT have a primary key whose index is the table, so that
   * it points to none. The declaration alone is looked at, no page of the table.
   */
  static boolean hasRowid(Connection connection, String table) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT count(*) FROM pragma_index_list(?) l WHERE l.origin = 'pk' AND NOT EXISTS"
                + " (SELECT 1 FROM pragma_index_xinfo(l.name) x WHERE x.cid = -1)")) {
      statement.setString(1, table);
      try (ResultSet row = statement.executeQuery()) {
        return row.getInt(1) == 0;
      }
    }
  }

  /** Counts the rows of a table. */
  public SnapshotTable measure(SourceTable table) {
    Optional<String> rowid = RowKey.rowid(table);
    // Without indexes: one with a collation that we do not have cannot be opened.
    String from = " FROM " + SqlName.quote(table.name()) + " NOT INDEXED";
    try (Statement statement = connection.createStatement()) {
      long rows;
      try (ResultSet row = statement.executeQuery("SELECT count(*)" + from)) {
        rows = row.getLong(1);
      }
      SourceTable known = withKeyNulls(statement, table, from);
      if (rowid.isEmpty()) {
        return new SnapshotTable(known, rows, 1, rows);
      }
      // Each end by itself, which SQLite looks up; both at once would be a scan.
      return new SnapshotTable(
          known,
          rows,
          end(statement, "coalesce(min(" + rowid.get() + "), 1)" + from),
          end(statement, "coalesce(max(" + rowid.get() + "), 0)" + from));
    } catch (SQLException e) {
      throw schema(table.name(), e);
    }
  }

  /** Only ordinary tables can lack a part of a key, where it is no other name of the rowid. */
  private static SourceTable withKeyNulls(Statement statement, SourceTable table, String from)
      throws SQLException {
    List<String> nullable =
        table.columns().stream()
            .filter(c -> c.keyPosition() > 0 && !c.notNull())
            .map(c -> SqlName.quote(c.name()) + " IS NULL")
            .toList();
    if (nullable.isEmpty() || !table.hasRowid() || table.declaration().rowidAlias()) {
      return table;
    }
    try (ResultSet row =
        statement.executeQuery(
            "SELECT EXISTS (SELECT 1" + from + " WHERE " + String.join(" OR ", nullable) + ")")) {
      return row.getBoolean(1)
          ? new SourceTable(
              table.name(),
              table.columns(),
              table.hasRowid(),
              table.indexes(),
              table.declaration().withKeyNulls())
          : table;
    }
  }

  private static long end(Statement statement, String expression) throws SQLException {
    try (ResultSet row = statement.executeQuery("SELECT " + expression)) {
      return row.getLong(1);
    }
  }

  private SourceTable table(String name, boolean hasRowid) {
    try {
      Map<String, String> defaults = new HashMap<>();
      List<SourceColumn> columns = columns(name, defaults);
      List<SourceIndex> indexes = new ArrayList<>();
      boolean keyIndex = indexes(name, columns, indexes);
      List<SourceColumn> key = columns.stream().filter(c -> c.keyPosition() > 0).toList();
      boolean alias =
          hasRowid
              && !keyIndex
              && key.size() == 1
              && key.get(0).declaredType().equalsIgnoreCase("INTEGER");
      String sql = texts().of("table", name);
      return new SourceTable(
          name,
          columns,
          hasRowid,
          indexes,
          new TableDeclaration(
              sql.isEmpty() ? List.of() : List.of(sql),
              defaults,
              references(name),
              alias,
              texts().sequences().getOrDefault(name, 0L),
              false,
              texts().triggersOf(name),
              List.of()));
    } catch (SQLException e) {
      throw schema(name, e);
    }
  }

  private List<SourceColumn> columns(String table, Map<String, String> defaults)
      throws SQLException {
    List<SourceColumn> columns = new ArrayList<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT name, type, \"notnull\", pk, hidden, dflt_value FROM pragma_table_xinfo(?) ORDER BY cid")) {
      statement.setString(1, table);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          String type = row.getString(2);
          if (row.getString(6) != null && row.getInt(5) < 2) {
            defaults.put(row.getString(1), row.getString(6));
          }
          columns.add(
              new SourceColumn(
                  row.getString(1),
                  type == null ? "" : type,
                  row.getInt(3) != 0,
                  row.getInt(4),
                  row.getInt(5) >= 2));
        }
      }
    }
    return columns;
  }

  /** Adds all but that of the primary key; whether there is one of it. */
  private boolean indexes(String table, List<SourceColumn> columns, List<SourceIndex> indexes)
      throws SQLException {
    boolean ofKey = false;
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT name, \"unique\", origin, partial FROM pragma_index_list(?) ORDER BY name")) {
      statement.setString(1, table);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          String name = row.getString(1);
          if (row.getString(3).equals("pk")) {
            ofKey = true;
            continue;
          }
          indexes.add(
              new SourceIndex(
                  name,
                  parts(name, columns),
                  row.getInt(2) != 0,
                  row.getString(3).equals("u"),
                  row.getInt(4) != 0,
                  texts().of("index", name)));
        }
      }
    }
    return ofKey;
  }

  private List<SourceIndex.Part> parts(String index, List<SourceColumn> columns)
      throws SQLException {
    List<SourceIndex.Part> parts = new ArrayList<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT cid, \"desc\", coll FROM pragma_index_xinfo(?) WHERE key = 1"
                + " ORDER BY seqno")) {
      statement.setString(1, index);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          int column = row.getInt(1);
          // -1 is the rowid, for which an INTEGER PRIMARY KEY is another name; -2 an expression.
          Optional<String> name =
              column >= 0
                  ? Optional.of(columns.get(column).name())
                  : column == -1
                      ? columns.stream()
                          .filter(c -> c.keyPosition() == 1)
                          .map(SourceColumn::name)
                          .findFirst()
                      : Optional.empty();
          String collation = row.getString(3);
          parts.add(
              new SourceIndex.Part(
                  name.orElse(""), row.getInt(2) != 0, collation == null ? "" : collation));
        }
      }
    }
    return parts;
  }

  private List<SourceReference> references(String table) throws SQLException {
    // The last one that is written has the number 0.
    Map<Integer, SourceReference> found = new TreeMap<>(Comparator.reverseOrder());
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT id, \"table\", \"from\", \"to\", on_delete, on_update"
                + " FROM pragma_foreign_key_list(?) ORDER BY id, seq")) {
      statement.setString(1, table);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          String to = row.getString(4);
          found.merge(
              row.getInt(1),
              new SourceReference(
                  List.of(row.getString(3)),
                  row.getString(2),
                  to == null ? List.of() : List.of(to),
                  row.getString(5),
                  row.getString(6)),
              SqliteSchemaReader::longer);
        }
      }
    }
    return List.copyOf(found.values());
  }

  private static SourceReference longer(SourceReference all, SourceReference next) {
    return new SourceReference(
        Stream.concat(all.columns().stream(), next.columns().stream()).toList(),
        all.parent(),
        Stream.concat(all.parentColumns().stream(), next.parentColumns().stream()).toList(),
        all.onDelete(),
        all.onUpdate());
  }

  private PrimaException schema(String table, SQLException e) {
    if (SqliteFailures.isDamage(e)) {
      return SqliteFailures.explain(
          source, e, () -> new PrimaException(SourceError.DISK_FULL, "", e));
    }
    return new PrimaException(
        SourceError.SCHEMA,
        "Table "
            + table
            + " of source "
            + source
            + " cannot be opened ("
            + e.getMessage()
            + "); leave it out by --exclude-table or mend its schema",
        e);
  }
}
