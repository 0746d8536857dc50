package dev.prima.jobs.extract;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.partition.PartitionHandler;
import org.springframework.batch.core.partition.StepExecutionSplitter;
import org.springframework.batch.core.step.StepExecution;

/** Runs the units of a plan, a bounded number at a time, each with a step of its own. */
final class UnitRunner implements PartitionHandler {
  /** Where a unit's id stands in the context of its step execution. */
  static final String UNIT = "extract.unit";

  /** How long an interrupted unit may take to put its files away. */
  private static final long PATIENCE_SECONDS = 60;

  private final ExtractPlan plan;
  private final UnitSteps steps;
  private final int parallelism;

  UnitRunner(ExtractPlan plan, UnitSteps steps, int parallelism) {
    this.plan = plan;
    this.steps = steps;
    this.parallelism = parallelism;
  }

  @Override
  public Collection<StepExecution> handle(StepExecutionSplitter splitter, StepExecution manager)
      throws Exception {
    Set<StepExecution> split = splitter.split(manager, parallelism);
    List<StepExecution> executions = new ArrayList<>(split);
    executions.sort(Comparator.comparingInt(e -> e.getExecutionContext().getInt(UNIT)));
    RejectTally tally = steps.tally();
    ExecutorService threads =
        Executors.newFixedThreadPool(
            parallelism,
            task -> {
              Thread thread = new Thread(task, "extract");
              thread.setDaemon(true);
              return thread;
            });
    try {
      List<Future<?>> running = new ArrayList<>();
      for (StepExecution execution : executions) {
        running.add(threads.submit(() -> run(execution, executions, tally)));
      }
      for (Future<?> unit : running) {
        join(unit);
      }
    } finally {
      threads.shutdownNow();
      threads.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
    return executions;
  }

  private Void run(StepExecution execution, List<StepExecution> all, RejectTally tally)
      throws Exception {
    ExtractUnit unit = plan.units().get(execution.getExecutionContext().getInt(UNIT));
    steps.step(execution.getStepName(), unit, tally).execute(execution);
    if (execution.getStatus() == BatchStatus.FAILED) {
      // The run cannot succeed any more; what is under way ends at its chunk, ready to be resumed.
      all.forEach(StepExecution::setTerminateOnly);
    }
    return null;
  }

  private static void join(Future<?> unit) throws Exception {
    try {
      unit.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw e;
    }
  }
}
