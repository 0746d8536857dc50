package dev.prima.jobs.run;

import dev.prima.core.mapping.TargetTable;
import dev.prima.jobs.progress.Progress;
import dev.prima.jobs.resolve.DerivedConnections;
import dev.prima.jobs.staging.PartManifest;
import java.util.List;
import java.util.Set;

/**
 * Writes the global store: the directory, what crosses regions, and the tables that stand only
 * there.
 */
final class CassandraStep implements RunStep {
  private boolean again;

  /** Writes once more what may be lost, see {@link WrittenTables#mayBeLost}. */
  static void restore(RunState state) {
    state
        .context()
        .progress()
        .message(
            "Rows differ, and a Cassandra node was started anew after it alone had acknowledged rows;"
                + " writing them again");
    CassandraStep step = new CassandraStep();
    step.again = true;
    step.run(state);
  }

  @Override
  public String name() {
    return "load-cassandra";
  }

  @Override
  public long run(RunState state) {
    boolean resumed = state.sourceIds().isEmpty();
    if (resumed) {
      Targets.assignSources(state);
    }
    if (resumed || again) {
      // A node that was killed may have forgotten tables that had just been made.
      Targets.prepareGlobal(state);
    }
    again = true;
    List<String> names = tables(state);
    Set<String> missed = GlobalMark.missing(state);
    Set<String> own = Set.of(state.context().folder().id().text());
    GlobalRefresh refresh = new GlobalRefresh(state);
    WrittenTables written = WrittenTables.of(state);
    long staged = 0;
    for (String name : names) {
      staged += staged(state, name);
    }
    try (Progress.Step progress = state.context().progress().step(name(), staged)) {
      DeletedFromGlobal.carryOut(state);
      if (missed.isEmpty()) {
        for (TargetTable table : DeletedFromGlobal.regional(state)) {
          refresh.removeKept(table, own, state.writeTime() - 1);
        }
      }
      if (missed.isEmpty() && WithdrawnConnections.count(state) > 0) {
        TargetTable connections = state.context().catalog().target(DerivedConnections.TABLE);
        refresh.removeKept(connections, own, state.writeTime() - 1);
      }
      new GlobalLoads(
              state,
              written,
              progress,
              table -> {
                if (missed.isEmpty()
                    && state.fateCounts().replaced(state.number(table.name())) > 0) {
                  // Just before this run's own writes, which may be under the same keys.
                  refresh.removeReplaced(table, own, state.writeTime() - 1);
                }
              })
          .run(names);
      progress.done();
    }
    if (missed.isEmpty()) {
      refresh.moved();
    } else {
      refresh.everything(missed);
    }
    GlobalMark.set(state, missed);
    return staged;
  }

  /** Tables of which the run has rows for the global store. */
  static List<String> tables(RunState state) {
    return state.context().catalog().targets().stream()
        .filter(t -> t.stores().global().isPresent())
        .map(TargetTable::name)
        .filter(n -> !state.parts(n).isEmpty())
        .toList();
  }

  /** Rows of a table that were staged. */
  static long staged(RunState state, String name) {
    return state.manifests(name).stream().mapToLong(PartManifest::staged).sum();
  }
}
