package dev.prima.jobs.cli;

import dev.prima.core.config.PrimaConfig;
import dev.prima.jobs.repair.RepairApply;
import dev.prima.jobs.repair.RepairPlanner;
import dev.prima.jobs.repair.RepairRun;
import dev.prima.jobs.repair.Undoing;
import dev.prima.jobs.report.RunsFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Mends what a reconciliation found, or takes a run out again. */
@Command(
    name = "repair",
    description =
        "Makes a plan of the changes that would mend what a reconciliation by row found, or takes a"
            + " migration out of the targets again; exit 4, with nothing touched, where something"
            + " changed since.",
    mixinStandardHelpOptions = true)
public final class RepairCommand implements Callable<Integer> {
  @Mixin private RunOptions options = new RunOptions();

  @Option(
      names = "--apply",
      description =
          "Carries the plan out in both stores, and reconciles: needs the sources that were"
              + " compared. A repair that was cut off goes on.")
  private boolean apply;

  @Option(
      names = "--undo",
      paramLabel = "RUN_ID",
      description =
          "Takes this run of migrate, or of repair --apply, out again: no later run may have built"
              + " on it.")
  private @Nullable String undo;

  @Parameters(
      arity = "0..1",
      paramLabel = "RUN_ID",
      description =
          "The run whose differences a plan is made of; by default the newest that listed any.")
  private @Nullable String runId;

  @Override
  public Integer call() {
    refuseContradictions();
    PrimaConfig config = options.read();
    RepairRun.Work work = work(new RunsFolder(Path.of(config.run().dir())));
    List<Path> sources = apply ? MigrationRunner.sources(config) : List.of();
    return options.onTargets(config, (runner, targets) -> runner.repair(targets, sources, work));
  }

  private void refuseContradictions() {
    if (undo != null && runId != null) {
      throw options.contradiction("Give the run to be undone after --undo, and no other");
    }
    if (undo != null && apply) {
      throw options.contradiction("Give --apply or --undo RUN_ID: one of them, not both");
    }
  }

  private RepairRun.Work work(RunsFolder runs) {
    if (undo != null) {
      return Undoing.of(runs.find(undo));
    }
    RepairPlanner planner =
        runId == null ? RepairPlanner.ofNewest(runs) : RepairPlanner.of(runs.find(runId));
    return apply ? new RepairApply(runs, planner) : planner;
  }
}
