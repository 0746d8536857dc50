package dev.prima.jobs.run;

import dev.prima.core.report.StepReport;
import dev.prima.jobs.extract.BatchRepository;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobInstance;
import org.springframework.batch.core.step.StepExecution;

/** What the job repository knows of the steps of a run, over all attempts. */
final class StepTimes {
  private static final Map<String, String> REPORTED =
      Map.of(
          "snapshot", "snapshot",
          "extract", "extract",
          "extract-check", "extract",
          "resolve", "resolve",
          "reshard", "reshard",
          "plan-check", "plan",
          "plan", "plan",
          "load-postgres", "load-postgres",
          "load-cassandra", "load-cassandra",
          "reconcile", "reconcile");

  private final List<StepExecution> executions = new ArrayList<>();

  StepTimes(BatchRepository repository) {
    for (JobInstance instance : repository.jobs().getJobInstances(MigrateJob.NAME, 0, 1)) {
      for (JobExecution job : repository.jobs().getJobExecutions(instance)) {
        executions.addAll(job.getStepExecutions());
      }
    }
    executions.removeIf(e -> !REPORTED.containsKey(e.getStepName()));
    executions.sort(java.util.Comparator.comparingLong(StepExecution::getId));
  }

  /** The name under which reports know a step of the job. */
  static String reported(String step) {
    return REPORTED.getOrDefault(step, step);
  }

  /** Steps that were done to their end. */
  Set<String> complete() {
    Set<String> complete = new HashSet<>();
    executions.stream()
        .filter(e -> e.getStatus() == BatchStatus.COMPLETED)
        .forEach(e -> complete.add(e.getStepName()));
    return complete;
  }

  /**
   * The steps in order.
   *
   * @param extracted rows that extract read
   */
  List<StepReport> reports(long extracted) {
    Map<String, Duration> took = new LinkedHashMap<>();
    Map<String, Long> rows = new LinkedHashMap<>();
    for (StepExecution step : executions) {
      String name = reported(step.getStepName());
      took.merge(name, duration(step), Duration::plus);
      long handled = step.getExecutionContext().getLong(MigrateJob.ROWS, 0);
      rows.merge(name, name.equals("extract") ? 0 : handled, Math::max);
    }
    rows.computeIfPresent("extract", (n, r) -> extracted);
    return took.entrySet().stream()
        .map(e -> StepReport.of(e.getKey(), e.getValue(), rows.getOrDefault(e.getKey(), 0L)))
        .toList();
  }

  private static Duration duration(StepExecution step) {
    LocalDateTime start = step.getStartTime();
    LocalDateTime end = step.getEndTime();
    return start == null || end == null ? Duration.ZERO : Duration.between(start, end);
  }
}
