package dev.prima.jobs.cli;

import dev.prima.core.config.PrimaConfig;
import dev.prima.core.error.ExitCode;
import dev.prima.core.error.PrimaException;
import dev.prima.core.plan.MigrationPlan;
import dev.prima.jobs.plan.PlanError;
import dev.prima.jobs.plan.PlanFile;
import dev.prima.jobs.repair.UndoneRuns;
import dev.prima.jobs.report.RunFolder;
import dev.prima.jobs.report.RunsFolder;
import dev.prima.jobs.retry.RejectRetry;
import dev.prima.jobs.run.ResumeCheck.Changes;
import dev.prima.jobs.run.ResumeCheck.Targets;
import dev.prima.jobs.run.RunProblem;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The whole way: snapshot, extract, resolve, reshard, load, reconcile, report. */
@Command(
    name = "migrate",
    description =
        "Migrates legacy SQLite files into regional PostgreSQL and global Cassandra, reconciles, and"
            + " prints the path of the report.",
    mixinStandardHelpOptions = true)
public final class MigrateCommand implements Callable<Integer> {
  private static final String LATEST = "latest";

  @Mixin private RunOptions options = new RunOptions();

  @Option(
      names = "--resume",
      paramLabel = "RUN_ID|latest",
      description = "Goes on with a run that did not end; latest: the newest such.")
  private @Nullable String resume;

  @Option(
      names = "--accept-changes",
      description =
          "With --resume: goes on although sources, addresses of targets or the version of this"
              + " program have changed, with the rows that the run took then.")
  private boolean acceptChanges;

  @Option(
      names = "--retry-rejects",
      arity = "0..1",
      paramLabel = "FILE",
      fallbackValue = "",
      description =
          "With --resume RUN_ID (or latest: the newest with rejected rows): tries rejected rows"
              + " again whose values you have mended in that run's rejects/, or in FILE, a copy of"
              + " lines from there. They load in a run of their own; RUN_ID's report then tells of"
              + " both.")
  private @Nullable String retryRejects;

  @Option(
      names = "--plan",
      paramLabel = "FILE",
      description =
          "Follows this plan.json: exit 4, and nothing is touched, where sources, config or targets"
              + " are not what the plan saw.")
  private @Nullable Path plan;

  @Override
  public Integer call() {
    PrimaConfig config = options.read();
    Optional<MigrationPlan> followed = followed();
    if (retryRejects != null) {
      return retry(config, retryRejects);
    }
    Optional<RunFolder> unfinished = resumed(config);
    List<Path> sources = unfinished.isPresent() ? List.of() : MigrationRunner.sources(config);
    return options.onTargets(
        config,
        (runner, targets) ->
            unfinished.isPresent()
                ? resume(runner, targets, unfinished.get())
                : followed.isPresent()
                    ? runner.follow(followed.get(), targets, sources)
                    : runner.migrate("migrate", targets, sources));
  }

  private int resume(MigrationRunner runner, PrimaConfig targets, RunFolder run) {
    return new RetryRunner(runner, whose(), changes())
        .resume(targets, run)
        .orElseGet(() -> runner.resume(targets, run, whose(), changes()));
  }

  private int retry(PrimaConfig config, String file) {
    if (resume == null) {
      throw options.contradiction(
          "--retry-rejects is for a run that rejected rows; add --resume RUN_ID");
    }
    RunsFolder runs = new RunsFolder(Path.of(config.run().dir()));
    RunFolder run =
        resume.equals(LATEST)
            ? runs.list().stream()
                .filter(RejectRetry::hasRejects)
                .max(Comparator.comparing(RunFolder::id))
                .orElseThrow(
                    () ->
                        new PrimaException(
                            RunProblem.NOT_RESUMABLE,
                            "No run in " + runs.path() + " has rejected rows; name one"))
            : runs.find(resume);
    Optional<Path> mended = file.isEmpty() ? Optional.empty() : Optional.of(Path.of(file));
    // Before any server is started.
    RejectRetry.of(run, config, MigrationRunner.catalog(config), mended).isDone();
    return options.onTargets(
        config,
        (runner, targets) ->
            new RetryRunner(runner, whose(), changes()).retry(targets, run, mended));
  }

  private Targets whose() {
    return options.embedded() ? Targets.EMBEDDED : Targets.CONFIGURED;
  }

  private Changes changes() {
    return acceptChanges ? Changes.ACCEPTED : Changes.REFUSED;
  }

  private Optional<MigrationPlan> followed() {
    if (plan == null) {
      return Optional.empty();
    }
    if (resume != null) {
      throw new PrimaException(
          PlanError.NOT_TO_RESUME,
          "--plan and --resume cannot be given together: a run that is resumed has its own plan and"
              + " has changed the targets; leave one of them out");
    }
    return Optional.of(PlanFile.read(plan));
  }

  private Optional<RunFolder> resumed(PrimaConfig config) {
    if (resume == null) {
      if (acceptChanges) {
        throw options.contradiction(
            "--accept-changes is for a run that goes on; add --resume RUN_ID");
      }
      return Optional.empty();
    }
    RunsFolder runs = new RunsFolder(Path.of(config.run().dir()));
    if (resume.equals(LATEST)) {
      Optional<RunFolder> newest =
          runs.list().stream()
              .filter(MigrateCommand::unfinished)
              .max(Comparator.comparing(RunFolder::id));
      if (newest.isEmpty()) {
        options.progress().message("No unfinished run in " + runs.path() + "; starting a new one");
      }
      return newest;
    }
    RunFolder folder = runs.find(resume);
    if (UndoneRuns.isUndone(folder)) {
      throw new PrimaException(
          RunProblem.NOT_RESUMABLE,
          "Run "
              + folder.id()
              + " was undone, or is about to be: what it brought is gone. Complete the undoing with"
              + " scripts/prima repair --undo "
              + folder.id()
              + " if it was cut off, then start a new run without --resume");
    }
    if (!unfinished(folder)) {
      throw new PrimaException(
          RunProblem.NOT_RESUMABLE,
          "Run " + resume + " is complete, or no migration; start a new one without --resume");
    }
    return Optional.of(folder);
  }

  private static boolean unfinished(RunFolder folder) {
    if (!folder.hasReport() || UndoneRuns.isUndone(folder)) {
      return false;
    }
    var report = folder.readReport();
    ExitCode exit = report.end().exit();
    return report.run().command().equals("migrate")
        && exit != ExitCode.OK
        && exit != ExitCode.REJECTS
        && exit != ExitCode.DISCREPANCIES;
  }
}
