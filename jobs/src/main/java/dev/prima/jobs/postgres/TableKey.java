package dev.prima.jobs.postgres;

import dev.prima.core.mapping.PostgresShape;
import dev.prima.jobs.postgres.PostgresTable.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A primary key, a unique constraint or an index.
 *
 * @param columns names in PostgreSQL
 * @param impliedByIdentity whether rows that were resolved cannot break it, so that it may be made
 *     after the load
 */
record TableKey(Kind kind, List<String> columns, boolean impliedByIdentity) {
  enum Kind {
    PRIMARY,
    /** Nulls not distinct. */
    UNIQUE,
    /** As SQLite has it: nulls are distinct. */
    UNIQUE_INDEX,
    INDEX
  }

  /** All of a table, the primary key first. */
  static List<TableKey> of(PostgresTable table) {
    PostgresShape shape = table.shape();
    List<TableKey> keys = new ArrayList<>();
    if (!shape.primaryKey().isEmpty()) {
      keys.add(of(table, Kind.PRIMARY, shape.primaryKey()));
    }
    shape.unique().forEach(u -> keys.add(of(table, Kind.UNIQUE, u)));
    for (PostgresShape.Index index : shape.indexes()) {
      keys.add(of(table, index.unique() ? Kind.UNIQUE_INDEX : Kind.INDEX, index.columns()));
    }
    return keys.stream().distinct().toList();
  }

  private static TableKey of(PostgresTable table, Kind kind, List<String> columns) {
    List<String> identity = table.target().key().columns();
    return new TableKey(
        kind,
        columns.stream().flatMap(c -> physical(table, c)).toList(),
        !identity.isEmpty() && columns.containsAll(identity));
  }

  private static Stream<String> physical(PostgresTable table, String column) {
    boolean generated = table.shape().generated().stream().anyMatch(g -> g.name().equals(column));
    return generated
        ? Stream.of(column)
        : table.physical(List.of(column)).stream().map(Column::name);
  }

  boolean unique() {
    return kind != Kind.INDEX;
  }

  boolean constraint() {
    return kind == Kind.PRIMARY || kind == Kind.UNIQUE;
  }

  /** Has to stand before rows come, for they may break it. */
  boolean guards() {
    return unique() && !impliedByIdentity;
  }

  /** For {@code ALTER TABLE ... ADD}. */
  private String constraintClause() {
    return (kind == Kind.PRIMARY ? "PRIMARY KEY " : "UNIQUE NULLS NOT DISTINCT ") + columnList();
  }

  /** The statement that makes it; the server chooses the name. */
  String ddl(String qualifiedTable) {
    return constraint()
        ? "ALTER TABLE " + qualifiedTable + " ADD " + constraintClause()
        : "CREATE "
            + (kind == Kind.UNIQUE_INDEX ? "UNIQUE " : "")
            + "INDEX ON "
            + qualifiedTable
            + " "
            + columnList();
  }

  private String columnList() {
    return columns.stream().map(SqlName::quote).collect(Collectors.joining(", ", "(", ")"));
  }
}
