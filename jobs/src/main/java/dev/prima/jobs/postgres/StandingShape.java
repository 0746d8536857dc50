package dev.prima.jobs.postgres;

import dev.prima.core.mapping.ColumnType;
import dev.prima.core.mapping.TargetColumn;
import dev.prima.core.mapping.TargetTable;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Learns from a node in which types the columns of an unclaimed table stand, where no census tells.
 */
public final class StandingShape {
  private StandingShape() {}

  /** The table with the types that it has on the node; as given where it does not stand there. */
  public static TargetTable of(PostgresNode node, TargetTable table) {
    Map<String, String> types = types(node, table);
    PostgresTable mixed = new PostgresTable(withTypes(table, c -> ColumnType.TAGGED));
    List<ColumnType> standing =
        table.columns().stream()
            .map(c -> type(types, c, mixed.physical(List.of(c.name()))))
            .toList();
    return withTypes(table, c -> standing.get(table.ordinal(c.name())));
  }

  private static TargetTable withTypes(
      TargetTable table, Function<TargetColumn, ColumnType> types) {
    return new TargetTable(
        table.name(),
        table.columns().stream()
            .map(c -> new TargetColumn(c.name(), types.apply(c), c.notNull(), c.content()))
            .toList(),
        table.key(),
        table.precedence(),
        table.placement(),
        table.stores());
  }

  /**
   * @param names of the value and, if the column were mixed, of the class
   */
  private static ColumnType type(
      Map<String, String> types, TargetColumn column, List<PostgresTable.Column> names) {
    if (types.containsKey(names.get(1).name())) {
      return ColumnType.TAGGED;
    }
    String standing = types.getOrDefault(names.get(0).name(), "");
    return switch (standing) {
      case "bigint" -> ColumnType.BIGINT;
      case "double precision" -> ColumnType.DOUBLE;
      case "bytea" -> ColumnType.BYTEA;
      case "text" -> ColumnType.TEXT;
      default -> column.type();
    };
  }

  private static Map<String, String> types(PostgresNode node, TargetTable target) {
    PostgresTable table = new PostgresTable(target);
    return node.call(
        "read the catalog",
        connection -> {
          Map<String, String> types = new HashMap<>();
          try (PreparedStatement query =
              connection.prepareStatement(
                  "SELECT a.attname, format_type(a.atttypid, a.atttypmod) FROM pg_attribute a"
                      + " JOIN pg_class c ON c.oid = a.attrelid"
                      + " JOIN pg_namespace n ON n.oid = c.relnamespace"
                      + " WHERE n.nspname = ? AND c.relname = ? AND a.attnum > 0"
                      + " AND NOT a.attisdropped")) {
            query.setString(1, table.schema());
            query.setString(2, table.name());
            try (ResultSet row = query.executeQuery()) {
              while (row.next()) {
                types.put(row.getString(1), row.getString(2));
              }
            }
          }
          return types;
        });
  }
}
