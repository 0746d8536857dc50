package dev.prima.jobs.run;

import dev.prima.core.mapping.LegacyReferences;
import dev.prima.core.mapping.TargetColumn;
import dev.prima.core.mapping.TargetTable;
import dev.prima.core.mapping.UnclaimedTable;
import dev.prima.jobs.postgres.LegacyNotes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What of unclaimed tables' schemas is otherwise in the target, by the name of the table. */
final class SchemaNotes {
  private SchemaNotes() {}

  /** As far as it can be told before the load. */
  static Map<String, List<String>> foretold(RunState state) {
    return foretold(state, targets(state));
  }

  /** What came of it on the home node, too. */
  static Map<String, List<String>> afterLoad(RunState state) {
    List<TargetTable> targets = targets(state);
    Map<String, List<String>> notes = foretold(state, targets);
    if (!targets.isEmpty()) {
      LegacyNotes.afterLoad(state.destinations().home(), targets)
          .forEach((table, texts) -> add(notes, table, texts));
    }
    return notes;
  }

  private static List<TargetTable> targets(RunState state) {
    return state.tables().unclaimed().keySet().stream().map(state::target).toList();
  }

  private static Map<String, List<String>> foretold(RunState state, List<TargetTable> targets) {
    Map<String, List<String>> notes = new LinkedHashMap<>();
    state
        .tables()
        .unclaimed()
        .forEach(
            (name, source) ->
                add(
                    notes,
                    name,
                    UnclaimedTable.translation(
                            source,
                            state.target(name).columns().stream()
                                .map(TargetColumn::landed)
                                .toList(),
                            state.tables().scope())
                        .notes()));
    WidenedColumns widened = WidenedColumns.of(state.context().folder());
    state.tables().unclaimed().keySet().forEach(name -> add(notes, name, widened.notes(name)));
    LegacyReferences.of(targets).notes().forEach(n -> add(notes, n.table(), List.of(n.text())));
    LegacyNotes.names(targets).forEach((table, texts) -> add(notes, table, texts));
    return notes;
  }

  private static void add(Map<String, List<String>> notes, String table, List<String> texts) {
    notes.computeIfAbsent(table, n -> new ArrayList<>()).addAll(texts);
  }
}
