package dev.prima.jobs.run;

import dev.prima.core.error.PrimaException;
import dev.prima.core.plan.Basis;
import dev.prima.core.plan.MigrationPlan;
import dev.prima.jobs.plan.PlanError;
import java.util.List;

/**
 * Holds what a plan saw against what is there now, before anything is read from the snapshots. A
 * run that is resumed is not held again: it has changed the targets itself.
 */
final class PlanCheck implements RunStep {
  private final MigrationPlan plan;

  PlanCheck(MigrationPlan plan) {
    this.plan = plan;
  }

  @Override
  public String name() {
    return "plan-check";
  }

  @Override
  public long run(RunState state) {
    Basis now = PlanBasis.read(state);
    List<String> changes = plan.basis().changes(now);
    if (!changes.isEmpty()) {
      throw new PrimaException(
          PlanError.CHANGED,
          "The plan of run "
              + plan.runId()
              + " holds no more: "
              + String.join("; ", changes)
              + ". Nothing was touched; make a new plan and read it, or migrate without --plan");
    }
    if (plan.basis().targets() == null) {
      state
          .context()
          .progress()
          .message(
              "The plan was made without the targets: whether they have changed is not checked");
    }
    return now.sources().size();
  }
}
