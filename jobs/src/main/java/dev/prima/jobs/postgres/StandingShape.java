package dev.prima.jobs.postgres;

import dev.prima.core.mapping.ColumnType;
import dev.prima.core.mapping.TargetColumn;
import dev.prima.core.mapping.TargetTable;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Learns from a node in which types the columns of an unclaimed table stand, where no census tells.
 */
public final class StandingShape {
  private StandingShape() {}

  /** The table with the types that it has on the node; as given where it does not stand there. */
  public static TargetTable of(PostgresNode node, TargetTable table) {
    Map<String, String> types = types(node, table);
    List<TargetColumn> columns =
        table.columns().stream()
            .map(c -> new TargetColumn(c.name(), type(types, c), c.notNull(), c.content()))
            .toList();
    return new TargetTable(
        table.name(), columns, table.key(), table.precedence(), table.placement(), table.stores());
  }

  private static ColumnType type(Map<String, String> types, TargetColumn column) {
    if (types.containsKey(column.name() + "#class")) {
      return ColumnType.TAGGED;
    }
    String standing = types.getOrDefault(column.name(), "");
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
