package dev.prima.jobs.extract;

import java.util.HashMap;
import java.util.Map;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.partition.Partitioner;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * Builds the step that carries out a plan: one worker step execution per unit, so many at a time.
 *
 * <p>A restart skips complete units and goes on in the others after their last chunk. When a unit
 * fails or the job is stopped, the others end at their next chunk.
 */
public final class ExtractStep {
  /** The step's name; restarts depend on it. */
  public static final String NAME = "extract";

  private final ExtractPlan plan;
  private final @Nullable TaskPlace place;
  private final int parallelism;
  private final ErrorGuard guard;
  private final LongConsumer rowsDone;

  /**
   * Of units that are carried out in this process.
   *
   * @param parallelism units at a time
   * @param rowsDone called by several threads with the rows of each chunk that stands in staging
   */
  public ExtractStep(ExtractPlan plan, int parallelism, ErrorGuard guard, LongConsumer rowsDone) {
    this(plan, null, parallelism, guard, rowsDone);
  }

  /**
   * The same of units that are carried out elsewhere.
   *
   * @param place null for this process
   */
  public ExtractStep(
      ExtractPlan plan,
      @Nullable TaskPlace place,
      int parallelism,
      ErrorGuard guard,
      LongConsumer rowsDone) {
    this.plan = plan;
    this.place = place;
    this.parallelism = parallelism;
    this.guard = guard;
    this.rowsDone = rowsDone;
  }

  /**
   * The step.
   *
   * @param chunkTransactions of the chunks, which write files only
   */
  public Step build(JobRepository repository, PlatformTransactionManager chunkTransactions) {
    UnitSteps steps = new UnitSteps(plan, place, repository, chunkTransactions, guard, rowsDone);
    return new StepBuilder(NAME, repository)
        .partitioner(NAME, partitioner())
        .partitionHandler(new UnitRunner(plan, steps, parallelism))
        .build();
  }

  private Partitioner partitioner() {
    return gridSize -> {
      Map<String, ExecutionContext> contexts = new HashMap<>();
      for (ExtractUnit unit : plan.units()) {
        ExecutionContext context = new ExecutionContext();
        context.putInt(UnitRunner.UNIT, unit.id());
        contexts.put(unit.name(), context);
      }
      return contexts;
    };
  }
}
