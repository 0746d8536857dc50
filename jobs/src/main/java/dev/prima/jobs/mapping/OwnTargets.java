package dev.prima.jobs.mapping;

import dev.prima.core.error.PrimaException;
import dev.prima.core.mapping.Placement;
import dev.prima.core.mapping.Profile.SkippedTable;
import dev.prima.core.mapping.TargetTable;
import dev.prima.core.mapping.UnclaimedTable;
import dev.prima.core.shard.Harmony;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether the tables of mappings can stand beside one another. */
final class OwnTargets {
  /** Our own books in the schema of regional tables. */
  private static final Set<String> BOOKS =
      Set.of("migration_ledger", "migration_sources", "superseded", "moved_agents", "set_aside");

  private OwnTargets() {}

  /** Tables that are their own targets, of all files. */
  static void check(List<OwnTable> tables, Problems problems) {
    Map<String, String> names = new HashMap<>();
    Map<String, String> global = new HashMap<>();
    String entity = null;
    for (OwnTable table : tables) {
      String name = table.name();
      if (BOOKS.contains(name) || name.isBlank() || name.startsWith(UnclaimedTable.PREFIX)) {
        problems.add(
            table.value().problem("a table cannot be called " + name + ": name it by as:"));
      }
      String other = names.putIfAbsent(name, table.source());
      if (other != null) {
        problems.add(
            table
                .value()
                .problem(
                    "the tables "
                        + other
                        + " and "
                        + table.source()
                        + " both become "
                        + name
                        + ": name one by as:"));
      }
      YamlValue place = table.entries().get("global");
      if (place != null && place.isMap() && place.entries().containsKey("table")) {
        String inCassandra = place.entries().get("table").text();
        String former = global.putIfAbsent(inCassandra, table.source());
        if (former != null) {
          problems.add(
              place.problem(
                  "the tables "
                      + former
                      + " and "
                      + table.source()
                      + " both become "
                      + inCassandra
                      + " in Cassandra"));
        }
      }
      if (table.distributes()) {
        if (entity != null) {
          problems.add(
              table
                  .placement()
                  .problem(
                      "both "
                          + entity
                          + " and "
                          + table.source()
                          + " are distributed; one table is the entity of the shard map"));
        }
        entity = table.source();
        regions(table, problems);
      }
    }
  }

  /** Tables that are left out are told by their names, which no target may have. */
  static void checkSkipped(List<String> targets, List<SkippedTable> skipped, Problems problems) {
    for (SkippedTable table : skipped) {
      if (targets.contains(table.source())) {
        problems.add(
            new PrimaException(
                MappingError.INVALID,
                "The table "
                    + table.source()
                    + " is skipped, and there is a target of this name: name that by as:"));
      }
    }
  }

  private static void regions(OwnTable table, Problems problems) {
    Set<String> known =
        Stream.concat(
                Stream.of(Harmony.values()).map(Harmony::region),
                Stream.of(Harmony.NO_HARMONY_REGION))
            .collect(Collectors.toSet());
    YamlValue regions = table.placing().get("regions");
    if (regions != null && regions.isMap()) {
      regions
          .entries()
          .forEach(
              (name, region) -> {
                if (!known.contains(region.text())) {
                  problems.add(
                      region.problem(
                          "no region "
                              + region.text()
                              + "; there are "
                              + known.stream().sorted().toList()));
                }
              });
    }
  }

  /** The same tables beside those of the built-in model. */
  static void checkBeside(List<TargetTable> model, List<OwnTable> tables, Problems problems) {
    Set<String> names = model.stream().map(TargetTable::name).collect(Collectors.toSet());
    Set<String> global = new HashSet<>();
    model.forEach(t -> t.stores().global().ifPresent(g -> global.add(g.table())));
    String entity =
        model.stream()
            .filter(t -> t.placement() instanceof Placement.Distribute)
            .map(TargetTable::name)
            .findFirst()
            .orElse("");
    for (OwnTable table : tables) {
      YamlValue place = table.entries().get("global");
      boolean taken =
          place != null
              && place.isMap()
              && place.entries().containsKey("table")
              && global.contains(place.entries().get("table").text());
      if (names.contains(table.name()) || taken) {
        problems.add(
            table
                .value()
                .problem(
                    "the built-in model has a table of the name that "
                        + table.source()
                        + " gets; name it by as:, or in global by table:"));
      }
      if (table.distributes()) {
        problems.add(
            table
                .placement()
                .problem(
                    "both "
                        + entity
                        + " of the built-in model and "
                        + table.source()
                        + " are distributed; one table is the entity of the shard map"));
      }
    }
  }
}
