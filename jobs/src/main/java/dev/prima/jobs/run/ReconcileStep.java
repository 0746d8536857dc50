package dev.prima.jobs.run;

import dev.prima.core.config.ReconcileConfig;
import dev.prima.core.report.ReconciliationReport.Verdict;
import dev.prima.jobs.progress.Progress;
import dev.prima.jobs.reconcile.Inputs;
import dev.prima.jobs.reconcile.Reconciler;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Holds the sources, read again from their snapshots, against the targets. Its rows are those of
 * the sources, which a plan knows before the targets hold them.
 */
final class ReconcileStep implements RunStep {
  @Override
  public String name() {
    return "reconcile";
  }

  @Override
  public long run(RunState state) {
    if (state.sourceIds().isEmpty()) {
      Targets.assignSources(state);
    }
    try (Progress.Step progress =
        state.context().progress().step(name(), state.extractPlan().rows())) {
      List<String> notes = new ArrayList<>();
      Reconciler.Result result = reconcile(state, notes);
      if (result.report().verdict() != Verdict.RECONCILED && WrittenTables.mayBeLost(state)) {
        notes.clear();
        state.deleteStaged(state.readingsFolder());
        CassandraStep.restore(state);
        result = reconcile(state, notes);
      }
      ReconcileResult.write(state.context().folder(), result, notes);
      state.deleteStaged(state.readingsFolder());
      progress.advance(state.extractPlan().rows());
      progress.done();
      return state.extractPlan().rows();
    }
  }

  private static Reconciler.Result reconcile(RunState state, List<String> notes) {
    ReconcileConfig told = state.context().config().reconcile();
    Inputs inputs =
        Reconciling.inputs(
            new Reconciling.Subject(
                state.files(),
                state.tables().planned(),
                state.targets(),
                state.ownSourceIds(),
                state.firstSourceIds(),
                state.tables().notCompared(state.context().catalog(), state.context().selection())),
            state.context().catalog(),
            state.destinations(),
            told);
    if (state.takenUp().changesAlone()) {
      Optional<Reconciler.Result> changed = ChangedReconciling.run(state, inputs);
      if (changed.isPresent()) {
        return changed.get();
      }
      state
          .context()
          .progress()
          .message("What changed does not stand as it should; comparing everything");
    }
    return all(state, inputs, told, notes);
  }

  private static Reconciler.Result all(
      RunState state, Inputs inputs, ReconcileConfig told, List<String> notes) {
    Path discrepancies = state.context().folder().discrepancies();
    KeptReadings readings = KeptReadings.of(state, inputs);
    Reconciler.Result result =
        Reconciling.run(state.spark(), inputs, told, discrepancies, readings.spool());
    if (readings.found().isEmpty()) {
      return result;
    }
    if (result.report().verdict() == Verdict.RECONCILED) {
      notes.add(readings.found().get());
      return result;
    }
    // They were read at two moments, between which somebody may have written.
    state.context().progress().message("Rows differ from what was read before; reading all again");
    return Reconciling.run(
        state.spark(), inputs, told, discrepancies, KeptReadings.anew(state, inputs).spool());
  }
}
