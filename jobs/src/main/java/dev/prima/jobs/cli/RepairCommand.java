package dev.prima.jobs.cli;

import dev.prima.core.config.PrimaConfig;
import dev.prima.jobs.config.ConfigOptions;
import dev.prima.jobs.repair.RepairPlanner;
import dev.prima.jobs.repair.RepairRun;
import dev.prima.jobs.repair.Undoing;
import dev.prima.jobs.report.RunsFolder;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Mends what a reconciliation found, or takes a run out again. */
@Command(
    name = "repair",
    description =
        "Makes a plan of the changes that would mend what a reconciliation by row found, or takes a"
            + " migration out of the targets again; exit 4, with nothing touched, where something"
            + " changed since.",
    mixinStandardHelpOptions = true)
public final class RepairCommand implements Callable<Integer> {
  @Mixin private ConfigOptions options = new ConfigOptions();
  @Mixin private DisplayOptions display = new DisplayOptions();

  @Option(
      names = "--undo",
      paramLabel = "RUN_ID",
      description = "Takes this run of migrate out again: no later run may have built on it.")
  private @Nullable String undo;

  @Parameters(
      arity = "0..1",
      paramLabel = "RUN_ID",
      description =
          "The run whose differences a plan is made of; by default the newest that listed any.")
  private @Nullable String runId;

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Override
  public Integer call() {
    PrimaConfig config = options.read(System.getenv());
    MigrationRunner runner =
        new MigrationRunner(spec.commandLine().getOut(), display.progress(System.err));
    RepairRun.Work work = work(new RunsFolder(Path.of(config.run().dir())));
    return runner.onTargets(options, config, targets -> runner.repair(targets, work));
  }

  private RepairRun.Work work(RunsFolder runs) {
    if (undo != null && runId != null) {
      throw new ParameterException(
          spec.commandLine(), "Give the run to be undone after --undo, and no other");
    }
    if (undo != null) {
      return Undoing.of(runs.find(undo));
    }
    return runId == null ? RepairPlanner.ofNewest(runs) : RepairPlanner.of(runs.find(runId));
  }
}
