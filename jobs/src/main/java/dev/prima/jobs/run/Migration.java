package dev.prima.jobs.run;

import dev.prima.core.error.ExitCode;
import dev.prima.core.error.PrimaException;
import dev.prima.core.report.RunReport;
import dev.prima.jobs.config.MappingCopies;
import dev.prima.jobs.extract.BatchRepository;
import dev.prima.jobs.postgres.NodeCheck;
import dev.prima.jobs.postgres.RunLock;
import dev.prima.jobs.run.RunContext.Reach;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.job.parameters.JobParametersBuilder;

/**
 * Carries a migration out and reports how it ended, whatever happened: a report is written for runs
 * that fail, too.
 */
public final class Migration {
  private static final Logger LOG = LoggerFactory.getLogger(Migration.class);
  private static final Duration BETWEEN_ASKS = Duration.ofMillis(200);
  private static final Duration LOCK_PATIENCE = Duration.ofSeconds(10);

  private final RunContext context;
  private final Destinations destinations;
  private volatile @Nullable BatchRepository running;
  private volatile @Nullable RunState state;
  private volatile boolean stopping;

  /** The work is over, however: what its report counts by is not to be broken off. */
  private volatile boolean reporting;

  private volatile boolean ended;

  public Migration(RunContext context, Destinations destinations) {
    this.context = context;
    this.destinations = destinations;
  }

  /**
   * Ends it at the next checkpoint; returns when it has ended. Asks again and again: a step begins
   * one thing after the other, and what had not begun was not asked.
   */
  public void stop() {
    stopping = true;
    while (!ended) {
      askForEnd();
      try {
        Thread.sleep(BETWEEN_ASKS.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void askForEnd() {
    if (reporting) {
      return;
    }
    try {
      BatchRepository repository = running;
      if (repository != null) {
        repository.stop(MigrateJob.NAME);
      }
      RunState now = state;
      if (now != null) {
        now.cancel();
      }
    } catch (RuntimeException e) {
      // It is just ending, and its repository and session with it; or it is asked again.
      LOG.debug("Not asked for an end", e);
    }
  }

  /** Runs to the end and writes the report. */
  public RunReport run() {
    try {
      return toTheEnd();
    } finally {
      ended = true;
    }
  }

  private RunReport toTheEnd() {
    ReportWriter reports = new ReportWriter(context);
    if (context.attempt().number() == 1) {
      new Beginning(context.sources()).write(context.folder());
      MappingCopies.keep(context.config().source(), context.folder());
    }
    reports.started();
    RunReport report;
    try (RunState state = new RunState(context, destinations)) {
      this.state = state;
      @Nullable Throwable failure = null;
      try (BatchRepository repository = BatchRepository.open(context.folder().jobRepository())) {
        failure = execute(state, repository, reports);
        reporting = true;
        if (stopping) {
          // A session that takes its time to open is not worth that the report is not written.
          state.cancel();
        }
        report = reports.finished(state, repository, failure);
      }
      if (context.dryRun()) {
        state.deleteStaging();
      }
    }
    if (context.dryRun()) {
      RunFiles.deleteWork(context.folder());
    } else if (report.end().exit() == ExitCode.OK || report.end().exit() == ExitCode.REJECTS) {
      RunFiles.deleteSnapshots(context.folder());
    }
    return report;
  }

  private @Nullable Throwable execute(
      RunState state, BatchRepository repository, ReportWriter reports) {
    try {
      if (context.reach() == Reach.READ) {
        Targets.obstacles(destinations, context.catalog().targets()).forEach(state::obstacle);
      } else if (context.reach() == Reach.WRITE) {
        Targets.check(destinations, context.catalog().targets(), NodeCheck.Purpose.WRITE);
      }
      if (context.dryRun()) {
        return run(state, repository, reports);
      }
      try (RunLock lock = RunLock.acquire(destinations.nodes(), LOCK_PATIENCE)) {
        OtherRuns.require(state);
        @Nullable Throwable failure = run(state, repository, reports);
        if (failure == null) {
          lock.verify();
        }
        return failure;
      }
    } catch (Exception e) {
      LOG.error("The run ended early", e);
      return stopping ? interrupted(BatchStatus.STOPPED) : e;
    } finally {
      running = null;
    }
  }

  private @Nullable Throwable run(RunState state, BatchRepository repository, ReportWriter reports)
      throws Exception {
    state.makeStaging();
    if (stopping) {
      return interrupted(BatchStatus.STOPPED);
    }
    running = repository;
    JobExecution execution =
        repository.run(new MigrateJob(state, repository, reports).build(), parameters());
    if (execution.getStatus() == BatchStatus.COMPLETED) {
      reports.count(state, repository);
      return null;
    }
    Throwable failure =
        BatchRepository.failure(execution).orElseGet(() -> interrupted(execution.getStatus()));
    LOG.error("The run ended early", failure);
    return stopping ? interrupted(execution.getStatus()) : failure;
  }

  private Throwable interrupted(BatchStatus status) {
    if (stopping || status == BatchStatus.STOPPED || status == BatchStatus.STOPPING) {
      return new PrimaException(
          RunProblem.INTERRUPTED,
          context.dryRun()
              ? "Interrupted; plan again when you like, nothing was touched"
              : "Interrupted at a checkpoint; go on with: scripts/prima migrate --resume "
                  + context.folder().id());
    }
    return new IllegalStateException("The job ended as " + status + " without saying why");
  }

  private JobParameters parameters() {
    return new JobParametersBuilder()
        .addString("run", context.folder().id().text())
        .toJobParameters();
  }
}
