package dev.prima.jobs.run;

import dev.prima.jobs.progress.Progress;
import dev.prima.jobs.reconcile.Reconciler;

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
      Reconciler.Result result =
          Reconciling.run(
              state.spark(),
              new Reconciling.Subject(
                  state.files(),
                  state.tables().planned(),
                  state.targets(),
                  state.ownSourceIds(),
                  state
                      .tables()
                      .notCompared(state.context().catalog(), state.context().selection())),
              state.context().catalog(),
              state.destinations(),
              state.context().config(),
              state.context().folder().discrepancies());
      ReconcileResult.write(state.context().folder(), result);
      progress.advance(state.extractPlan().rows());
      progress.done();
      return state.extractPlan().rows();
    }
  }
}
