package dev.prima.jobs.run;

import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.JobInterruptedException;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.StepExecution;

/**
 * A step of which is told once it is done.
 *
 * @param done called when the repository knows that it is complete
 */
record ToldStep(Step step, Runnable done) implements Step {
  @Override
  public String getName() {
    return step.getName();
  }

  @Override
  public void execute(StepExecution execution) throws JobInterruptedException {
    step.execute(execution);
    if (execution.getStatus() == BatchStatus.COMPLETED) {
      done.run();
    }
  }
}
