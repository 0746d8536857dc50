package dev.prima.jobs.run;

import java.util.function.Supplier;
import org.springframework.batch.core.job.JobInterruptedException;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.StepExecution;

/**
 * A step that is built when it is its turn, because what it does depends on what earlier steps
 * found.
 */
final class DeferredStep implements Step {
  private final String name;
  private final Supplier<Step> builder;

  DeferredStep(String name, Supplier<Step> builder) {
    this.name = name;
    this.builder = builder;
  }

  @Override
  public String getName() {
    return name;
  }

  @Override
  public void execute(StepExecution execution) throws JobInterruptedException {
    builder.get().execute(execution);
  }
}
