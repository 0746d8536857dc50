package dev.prima.jobs.run;

import dev.prima.core.landing.Census;
import dev.prima.core.mapping.TargetTable;
import dev.prima.core.mapping.UnclaimedTable;
import dev.prima.core.schema.SourceTable;
import dev.prima.jobs.postgres.PostgresNode;
import dev.prima.jobs.staging.PartManifest;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The shapes of a run's tables: those of the model, and of tables that no profile claims the ones
 * that their declarations and staged values give them.
 */
final class TableShapes {
  private final RunContext context;
  private final RunTables tables;
  private final LandedTables landed;
  private final Function<String, List<PartManifest>> manifests;
  private final Map<String, Integer> numbers = new HashMap<>();
  private @Nullable Map<String, TargetTable> typed;

  /**
   * @param manifests of a table's parts, asked for once extract is complete
   */
  TableShapes(
      RunContext context,
      PostgresNode home,
      RunTables tables,
      Function<String, List<PartManifest>> manifests) {
    this.context = context;
    this.tables = tables;
    this.manifests = manifests;
    landed = new LandedTables(context, home, tables.scope());
    for (TargetTable target : context.catalog().targets()) {
      numbers.put(target.name(), numbers.size());
    }
    for (String name : tables.unclaimed().keySet()) {
      numbers.put(name, numbers.size());
    }
  }

  /** The number under which a table is resolved: its place among the targets. */
  int number(String table) {
    Integer number = numbers.get(table);
    if (number == null) {
      throw new IllegalArgumentException("No table " + table);
    }
    return number;
  }

  /** The shape in which rows of a table are staged. */
  TargetTable staged(String table) {
    SourceTable unclaimed = tables.unclaimed().get(table);
    return unclaimed == null
        ? context.catalog().target(table)
        : UnclaimedTable.staged(unclaimed, tables.scope());
  }

  /** The shape that a table has in its target. */
  TargetTable target(String table) {
    TargetTable known = typed().get(table);
    return known == null ? context.catalog().target(table) : known;
  }

  /** The whole model, and the tables that no profile claims. */
  List<TargetTable> targets() {
    return Stream.concat(context.catalog().targets().stream(), typed().values().stream()).toList();
  }

  /** The shapes in which all targets stand now; the load may widen columns of them. */
  List<TargetTable> standing() {
    return Stream.concat(
            context.catalog().targets().stream(),
            landed.standing(List.copyOf(typed().values())).stream())
        .toList();
  }

  /** How many values of an unclaimed table stand as times that their sources write otherwise. */
  Map<String, Long> formConversions(String table) {
    return tables.unclaimed().containsKey(table)
        ? LandedTables.formConversions(target(table), census(table))
        : Map.of();
  }

  /** Tables that no profile claims, in the types in which they land. */
  private Map<String, TargetTable> typed() {
    if (typed == null) {
      List<TargetTable> found =
          landed.of(
              tables.unclaimed().entrySet().stream()
                  .map(e -> new LandedTables.Counted(e.getValue(), census(e.getKey())))
                  .toList());
      typed = new LinkedHashMap<>();
      for (TargetTable table : found) {
        typed.put(table.name(), table);
      }
    }
    return typed;
  }

  /** What the staged values of an unclaimed table are, column by column. */
  private List<Census> census(String table) {
    return LandedTables.census(staged(table), manifests.apply(table));
  }
}
