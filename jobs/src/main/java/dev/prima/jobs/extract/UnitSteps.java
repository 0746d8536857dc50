package dev.prima.jobs.extract;

import dev.prima.jobs.staging.PreparedPart;
import dev.prima.jobs.staging.StagedPartWriter.Attempt;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * Makes the worker step of a unit: read a batch, map and prepare it, publish it; one batch is one
 * chunk. Elsewhere than on the driver, a chunk is what one task prepared.
 */
final class UnitSteps {
  private final ExtractPlan plan;
  private final JobRepository repository;
  private final PlatformTransactionManager transactions;
  private final ErrorGuard guard;
  private final LongConsumer rowsDone;
  private final @Nullable TaskPlace place;

  UnitSteps(
      ExtractPlan plan,
      @Nullable TaskPlace place,
      JobRepository repository,
      PlatformTransactionManager transactions,
      ErrorGuard guard,
      LongConsumer rowsDone) {
    this.plan = plan;
    this.place = place;
    this.repository = repository;
    this.transactions = transactions;
    this.guard = guard;
    this.rowsDone = rowsDone;
  }

  /** Counts what stands in staging already. */
  RejectTally tally() {
    return new RejectTally(guard, plan.layout());
  }

  Step step(String name, ExtractUnit unit, RejectTally tally) {
    UnitWork work = UnitWork.of(plan, unit);
    UnitWriter writer = new UnitWriter(plan.layout(), tally, rowsDone);
    StepBuilder step = new StepBuilder(name, repository);
    if (place != null) {
      return step.<List<PreparedPart>, List<PreparedPart>>chunk(1)
          .transactionManager(transactions)
          .reader(new TaskReader(work, place))
          .writer(writer)
          .build();
    }
    return step.<UnitBatch, List<PreparedPart>>chunk(1)
        .transactionManager(transactions)
        .reader(new UnitReader(work, file -> {}))
        .processor(new UnitStager(work, plan.layout(), Attempt.OWN))
        .writer(writer)
        .build();
  }
}
