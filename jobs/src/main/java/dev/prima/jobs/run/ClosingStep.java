package dev.prima.jobs.run;

import dev.prima.jobs.progress.Progress;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.JobInterruptedException;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.StepExecution;

/** A step whose progress ends with it, however it ends. */
record ClosingStep(Step step, Progress.Step progress) implements Step {
  @Override
  public String getName() {
    return step.getName();
  }

  @Override
  public void execute(StepExecution execution) throws JobInterruptedException {
    try (progress) {
      step.execute(execution);
      if (execution.getStatus() == BatchStatus.COMPLETED) {
        progress.done();
      }
    }
  }
}
