package dev.prima.jobs.cli;

import dev.prima.core.config.PrimaConfig;
import dev.prima.core.report.RunReport;
import dev.prima.jobs.report.RunFolder;
import dev.prima.jobs.report.RunHold;
import dev.prima.jobs.retry.RejectRetry;
import dev.prima.jobs.retry.RetryEnd;
import dev.prima.jobs.run.Beginning;
import dev.prima.jobs.run.ResumeCheck;
import dev.prima.jobs.run.ResumeCheck.Changes;
import dev.prima.jobs.run.ResumeCheck.Targets;
import dev.prima.jobs.run.RunContext.Planning;
import dev.prima.jobs.run.RunContext.Reach;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Tries rejected rows of a run again that were mended, in a run of their own. */
final class RetryRunner {
  private final MigrationRunner runner;
  private final Targets targets;
  private final Changes changes;

  RetryRunner(MigrationRunner runner, Targets targets, Changes changes) {
    this.runner = runner;
    this.targets = targets;
    this.changes = changes;
  }

  /**
   * Makes that run.
   *
   * @param run that rejected the rows
   * @param file in which they were mended; empty for the run's own {@code rejects/}
   */
  int retry(PrimaConfig config, RunFolder run, Optional<Path> file) {
    try (RunHold hold = RunHold.take(run)) {
      RetryEnd.tellAll(run);
      RejectRetry retry = RejectRetry.of(run, config, MigrationRunner.catalog(config), file);
      RunReport before = run.readReport();
      ResumeCheck.checkConfig(
          runner.attempt(config, List.of(), run, before), before, targets, changes);
      if (retry.isDone()) {
        runner.progress().message("Nothing to try again: what was mended was tried before");
        return concluded(run);
      }
      runner.progress().message(retry.told());
      RunFolder folder = MigrationRunner.created(config);
      List<Path> sources = retry.begin(folder);
      RunReport done =
          runner.done(
              runner.context(
                  "migrate",
                  retrying(config, sources),
                  sources,
                  folder,
                  Reach.WRITE,
                  Planning.FREE));
      return told(run, folder, done);
    }
  }

  /** Goes on with such a run that was cut off; does nothing about another one. */
  Optional<Integer> resume(PrimaConfig config, RunFolder folder) {
    Optional<RunFolder> of = RetryEnd.triedAgain(folder);
    if (of.isEmpty()) {
      return Optional.empty();
    }
    try (RunHold hold = RunHold.take(of.get())) {
      RunReport before = folder.readReport();
      List<Path> sources = Beginning.read(folder).sources();
      var next = runner.attempt(retrying(config, sources), sources, folder, before);
      ResumeCheck.check(next, before, targets, changes);
      return Optional.of(told(of.get(), folder, runner.done(next)));
    }
  }

  /** What the run has come to with it; where it did not come to its end, what became of it. */
  private int told(RunFolder run, RunFolder retry, RunReport done) {
    if (done.end().error() != null) {
      runner.conclude(done, retry);
      return done.end().exit().status();
    }
    RetryEnd.tellAll(run);
    runner
        .progress()
        .message("They were tried in run " + retry.id() + ", whose report is beside this one");
    return concluded(run);
  }

  private int concluded(RunFolder run) {
    RunReport report = run.readReport();
    runner.conclude(report, run);
    return report.end().exit().status();
  }

  private static PrimaConfig retrying(PrimaConfig config, List<Path> sources) {
    return config.retrying(sources.stream().map(Path::toString).toList());
  }
}
