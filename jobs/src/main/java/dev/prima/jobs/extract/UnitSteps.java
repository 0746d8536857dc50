package dev.prima.jobs.extract;

import java.util.function.LongConsumer;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.transaction.PlatformTransactionManager;

/** Makes the worker step of a unit: read a batch, map it, stage it; one batch is one chunk. */
final class UnitSteps {
  private final ExtractPlan plan;
  private final JobRepository repository;
  private final PlatformTransactionManager transactions;
  private final ErrorGuard guard;
  private final LongConsumer rowsDone;

  UnitSteps(
      ExtractPlan plan,
      JobRepository repository,
      PlatformTransactionManager transactions,
      ErrorGuard guard,
      LongConsumer rowsDone) {
    this.plan = plan;
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
    UnitReader reader = new UnitReader(plan, unit);
    return new StepBuilder(name, repository)
        .<UnitBatch, MappedBatch>chunk(1)
        .transactionManager(transactions)
        .reader(reader)
        .processor(new UnitMapper())
        .writer(new UnitWriter(plan, unit, tally, rowsDone))
        .build();
  }
}
