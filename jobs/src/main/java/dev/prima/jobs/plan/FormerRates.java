package dev.prima.jobs.plan;

import dev.prima.core.error.ExitCode;
import dev.prima.core.error.PrimaException;
import dev.prima.core.plan.Needs.StepTime;
import dev.prima.core.report.RunReport;
import dev.prima.core.report.StepReport;
import dev.prima.core.run.RunId;
import dev.prima.jobs.report.RunFolder;
import dev.prima.jobs.report.RunsFolder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How fast the newest finished migrations of a folder of runs did their steps.
 *
 * @param steps of all of them
 */
public record FormerRates(List<StepReport> steps) {
  private static final Logger LOG = LoggerFactory.getLogger(FormerRates.class);
  private static final int RUNS = 10;

  /** At most so many times as many rows, or as few. */
  private static final int LIKE = 10;

  private static final Set<ExitCode> ENDED =
      Set.of(ExitCode.OK, ExitCode.REJECTS, ExitCode.DISCREPANCIES);

  public FormerRates {
    steps = List.copyOf(steps);
  }

  /**
   * Reads their reports.
   *
   * @param own the run that asks
   */
  public static FormerRates read(RunsFolder runs, RunId own) {
    List<RunFolder> newestFirst = new ArrayList<>(runs.list());
    Collections.reverse(newestFirst);
    List<StepReport> steps = new ArrayList<>();
    int read = 0;
    for (RunFolder run : newestFirst) {
      if (read < RUNS && !run.id().equals(own) && run.hasReport()) {
        try {
          RunReport report = run.readReport();
          if (report.run().command().equals("migrate") && ENDED.contains(report.end().exit())) {
            steps.addAll(report.steps());
            read++;
          }
        } catch (PrimaException e) {
          LOG.warn("Its rates are not used: {}", e.getMessage());
        }
      }
    }
    return new FormerRates(steps);
  }

  /**
   * How long a step would take by the rates of runs in which it worked on a like number of rows,
   * for what a step costs to begin with is most of the time that it takes for a few; empty without
   * them.
   *
   * @param rows that it would work on
   */
  public Optional<StepTime> estimate(String step, long rows) {
    List<Double> rates =
        steps.stream()
            .filter(s -> s.name().equals(step) && s.rowsPerSecond() > 0)
            .filter(s -> s.rows() <= rows * LIKE && rows <= s.rows() * LIKE)
            .map(StepReport::rowsPerSecond)
            .toList();
    if (rates.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        StepTime.ofRates(
            step,
            rows,
            rates,
            rates.size() == 1
                ? "the rate of one earlier run in this folder, so without a range"
                : "median and range of the rates of "
                    + rates.size()
                    + " earlier runs in this folder"));
  }
}
