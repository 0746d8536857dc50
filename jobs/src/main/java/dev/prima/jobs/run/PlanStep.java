package dev.prima.jobs.run;

import dev.prima.core.error.PrimaException;
import dev.prima.core.json.Json;
import dev.prima.core.plan.MigrationPlan;
import dev.prima.core.plan.MigrationPlan.Verdict;
import dev.prima.core.report.ShardingReport;
import dev.prima.jobs.plan.PlanError;
import dev.prima.jobs.report.RunFolder;
import java.util.function.Supplier;

/**
 * Writes {@code plan.json}: what the load will do, told before it. A migration makes the plan that
 * a dry run would have made, and then does what stands in it, or stops where something blocks.
 */
final class PlanStep implements RunStep {
  private final Supplier<StepTimes> times;
  private final OrphanCount orphans;

  PlanStep(Supplier<StepTimes> times, OrphanCount orphans) {
    this.times = times;
    this.orphans = orphans;
  }

  @Override
  public String name() {
    return "plan";
  }

  @Override
  public long run(RunState state) {
    RunFolder folder = state.context().folder();
    PlannedTables tables = PlannedTables.of(state, orphans);
    PlannedDdl ddl = PlannedDdl.of(state);
    PlannedNeeds needs = PlannedNeeds.of(state, tables, times.get());
    ShardingReport sharding = Placements.read(folder);
    Verdict verdict = new PlanVerdict(state, tables, ddl, needs.needs(), sharding).judge();
    MigrationPlan plan =
        new MigrationPlan(
            folder.id().text(),
            ToolVersion.text(),
            state.context().dryRun() ? PlanBasis.read(state) : PlanBasis.withoutTargets(state),
            tables.forecasts(),
            ddl.stores(),
            needs.needs(),
            sharding == null ? null : sharding.toJson(),
            tables.large(),
            verdict);
    RunFolder.writeAtomically(folder.planJson(), Json.pretty(plan.toJson()));
    if (!state.context().dryRun() && !verdict.blocks().isEmpty()) {
      throw new PrimaException(
          PlanError.BLOCKED,
          "The plan blocks: " + String.join("; ", verdict.blocks()) + ". No target was touched");
    }
    return state.foretold().stream().mapToLong(t -> t.books().read()).sum();
  }
}
