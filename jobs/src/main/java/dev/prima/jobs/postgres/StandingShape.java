package dev.prima.jobs.postgres;

import dev.prima.core.landing.Landing;
import dev.prima.core.mapping.TargetColumn;
import dev.prima.core.mapping.TargetTable;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Learns from a node in which types the columns of an unclaimed table stand, where no census tells.
 */
public final class StandingShape {
  private StandingShape() {}

  /**
   * Tables with the types that they have on the node; as given where one does not stand there, or
   * in a type that is none of ours.
   */
  public static List<TargetTable> of(PostgresNode node, List<TargetTable> tables) {
    if (tables.isEmpty()) {
      return List.of();
    }
    return node.call(
        "read the catalog",
        connection -> {
          StandingCatalog catalog = new PostgresCatalog(connection);
          List<TargetTable> standing = new ArrayList<>();
          for (TargetTable table : tables) {
            standing.add(of(catalog, table));
          }
          return standing;
        });
  }

  private static TargetTable of(StandingCatalog catalog, TargetTable table) throws SQLException {
    PostgresTable mixed = mixed(table);
    Map<String, String> types = catalog.columns(mixed.schema(), mixed.name());
    if (types.isEmpty()) {
      return table;
    }
    Map<String, String> comments = catalog.comments(mixed.schema(), mixed.name());
    List<Landing> standing = new ArrayList<>();
    for (TargetColumn column : table.columns()) {
      List<PostgresTable.Column> names = mixed.physical(List.of(column.name()));
      standing.add(
          types.containsKey(names.get(0).name())
              ? column(names, types, comments).orElse(column.landed())
              : Landing.ABSENT);
    }
    return with(table, standing);
  }

  /** Whether no row of the table on the node has a value in a column, which may be absent. */
  public static boolean isEmpty(PostgresNode node, TargetTable table, String column) {
    PostgresTable mixed = mixed(table);
    return node.call(
        "read the catalog",
        connection -> {
          StandingCatalog catalog = new PostgresCatalog(connection);
          return column(catalog, mixed, column).isEmpty()
              || catalog.isEmpty(mixed, mixed.physical(List.of(column)).get(0));
        });
  }

  /** How a column stands; empty where it does not, or in no way of ours. */
  static Optional<Landing> column(StandingCatalog catalog, PostgresTable mixed, String name)
      throws SQLException {
    return column(
        mixed.physical(List.of(name)),
        catalog.columns(mixed.schema(), mixed.name()),
        catalog.comments(mixed.schema(), mixed.name()));
  }

  private static Optional<Landing> column(
      List<PostgresTable.Column> names, Map<String, String> types, Map<String, String> comments) {
    String value = names.get(0).name();
    String type = types.getOrDefault(value, "");
    if (types.containsKey(names.get(1).name())) {
      return Optional.of(Landing.MIXED).filter(mix -> mix.sqlType().equals(type));
    }
    return Landing.standing(type, comments.getOrDefault(value, ""));
  }

  /** The table as if all of its columns were mixed, which gives them the names that they have. */
  static PostgresTable mixed(TargetTable table) {
    return new PostgresTable(
        with(table, table.columns().stream().map(c -> Landing.MIXED).toList()));
  }

  private static TargetTable with(TargetTable table, List<Landing> landings) {
    List<TargetColumn> columns = new ArrayList<>();
    for (int c = 0; c < landings.size(); c++) {
      TargetColumn column = table.columns().get(c);
      columns.add(column.landingAs(landings.get(c)));
    }
    return new TargetTable(
        table.name(), columns, table.key(), table.precedence(), table.placement(), table.stores());
  }
}
