package dev.prima.jobs.run;

import dev.prima.core.mapping.TargetTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a run says of tables that its config leaves out. */
final class LeftOutTables {
  private LeftOutTables() {}

  /** Sentences; none where nothing was left out. */
  static List<String> notes(RunState state) {
    Map<String, Long> rows = state.tables().leftOutRows();
    if (rows.isEmpty()) {
      return List.of();
    }
    Map<String, List<String>> byRule = new TreeMap<>();
    rows.forEach(
        (table, n) ->
            byRule
                .computeIfAbsent(state.tables().rule(table), r -> new ArrayList<>())
                .add(table + " (" + n + " rows)"));
    return Stream.concat(
            byRule.entrySet().stream()
                .map(e -> "Left out by " + e.getKey() + ": " + String.join(", ", e.getValue())),
            ofTheMap(state, rows.keySet()).stream())
        .toList();
  }

  /** Agents are placed once; what would have told who belongs together comes too late for that. */
  private static List<String> ofTheMap(RunState state, Set<String> leftOut) {
    TargetTable agents = Agents.table(state);
    String missing =
        state.context().catalog().targets().stream()
            .filter(t -> t.edges() != null)
            .map(TargetTable::name)
            .filter(leftOut::contains)
            .collect(Collectors.joining(" and "));
    if (missing.isEmpty() || !state.tableNames().contains(agents.name())) {
      return List.of();
    }
    return List.of(
        "The shard map knows of "
            + missing
            + " only what stands in the targets, for those of the sources were left out: agents"
            + " that are new are placed without them. Once they are migrated,"
            + " sharding.rebalance: full places all agents anew.");
  }
}
