package dev.prima.jobs.run;

import dev.prima.core.config.ErrorBudget;
import dev.prima.core.config.ExtractConfig;
import dev.prima.core.config.ExtractConfig.Where;
import dev.prima.core.plan.MigrationPlan;
import dev.prima.jobs.extract.BatchRepository;
import dev.prima.jobs.extract.ErrorGuard;
import dev.prima.jobs.extract.ExtractPlan;
import dev.prima.jobs.extract.ExtractStep;
import dev.prima.jobs.progress.Progress;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.job.builder.SimpleJobBuilder;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;

/** The job of a migration: one step after the other, each done once. Wiring only. */
final class MigrateJob {
  /** The job's name in the repository; restarts depend on it. */
  static final String NAME = "migrate";

  /** Where a step's execution context keeps the rows that it handled. */
  static final String ROWS = "rows";

  private final RunState state;
  private final BatchRepository repository;
  private final ReportWriter reports;

  MigrateJob(RunState state, BatchRepository repository, ReportWriter reports) {
    this.state = state;
    this.repository = repository;
    this.reports = reports;
  }

  Job build() {
    SimpleJobBuilder job = new JobBuilder(NAME, repository.jobs()).start(step(new SnapshotStep()));
    MigrationPlan followed = state.context().planning().follows();
    if (followed != null) {
      job = job.next(step(new PlanCheck(followed)));
    }
    OrphanCount orphans = new OrphanCount();
    job =
        job.next(told(new DeferredStep(ExtractStep.NAME, this::extract)))
            .next(step(new ExtractCheck()))
            .next(step(new ResolveStep()))
            .next(step(new ReshardStep(orphans)))
            .next(step(new PlanStep(() -> new StepTimes(repository), orphans)));
    if (state.context().dryRun()) {
      return job.build();
    }
    return job.next(step(new PostgresStep()))
        .next(step(new CassandraStep()))
        .next(step(new ReconcileStep()))
        .build();
  }

  private Step step(RunStep once) {
    RunStep step = new PatientStep(once);
    return told(
        new StepBuilder(step.name(), repository.jobs())
            .tasklet(
                (contribution, chunk) -> {
                  long rows = step.run(state);
                  contribution.getStepExecution().getExecutionContext().putLong(ROWS, rows);
                  return RepeatStatus.FINISHED;
                },
                repository.chunkTransactions())
            .build());
  }

  private Step told(Step step) {
    return new ToldStep(step, () -> reports.underWay(state, repository));
  }

  private static int processors(@Nullable ExecutorTasks executors) {
    try {
      return executors == null ? Runtime.getRuntime().availableProcessors() : executors.slots();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while executors came up", e);
    }
  }

  /** Built when it is its turn, for its plan needs the snapshots. */
  private Step extract() {
    ErrorBudget budget = state.context().config().errors().budget();
    // A dry run reads everything: what it foretells is of all rows.
    ErrorGuard guard =
        state.context().dryRun()
            ? (read, rejected) -> {}
            : (read, rejected) -> Budget.check(budget, read, rejected);
    ExtractConfig config = state.context().config().extract();
    ExecutorTasks executors =
        config.on() == Where.EXECUTORS ? new ExecutorTasks(state.spark()) : null;
    int processors = processors(executors);
    Progress.Step progress =
        state.context().progress().step(ExtractStep.NAME, state.extractPlan().rows());
    ExtractPlan plan = state.extractPlan();
    Step step =
        new ExtractStep(
                LastRun.staging(state.context()).map(plan::since).orElse(plan),
                executors,
                config.parallelism(processors),
                guard,
                progress::advance)
            .build(repository.jobs(), repository.chunkTransactions());
    return new ClosingStep(step, progress);
  }
}
