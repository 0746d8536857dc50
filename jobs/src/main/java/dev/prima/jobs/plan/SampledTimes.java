package dev.prima.jobs.plan;

import dev.prima.core.plan.Estimate;
import dev.prima.core.plan.Needs.StepTime;
import java.util.Locale;

/**
 * How long the steps take that a plan does not do, reckoned from what it has done: it may write to
 * no server, so what the servers add is reckoned around what was measured once, which {@code
 * jobs/docs/plan.md} tells. The range is that of the sample, and a margin around that measurement.
 */
public enum SampledTimes {
  LOAD_POSTGRES("load-postgres", new Estimate(1, 2, 6), new Estimate(1, 3, 5)),
  LOAD_CASSANDRA("load-cassandra", new Estimate(2, 3, 8), new Estimate(3, 8, 14)),
  RECONCILE("reconcile", new Estimate(2, 3, 6), new Estimate(3, 7, 12));

  private static final double MICROS = 1e6;
  private final String step;
  private final Estimate startSeconds;
  private final Estimate timesAsLong;

  SampledTimes(String step, Estimate startSeconds, Estimate timesAsLong) {
    this.step = step;
    this.startSeconds = startSeconds;
    this.timesAsLong = timesAsLong;
  }

  /** Its name in reports. */
  public String step() {
    return step;
  }

  /**
   * The time for so many rows.
   *
   * @param sampled seconds that the plan's own work on those rows takes
   * @param work what that was, as "reading and encoding them"
   */
  public StepTime of(long rows, Estimate sampled, String work) {
    return StepTime.within(
        step,
        startSeconds.plus(sampled.times(timesAsLong)),
        String.format(
            Locale.ROOT,
            "no finished migration of a like size in this folder of runs; from a sample: %s takes"
                + " %.1f to %.1f µs a row, and this step is reckoned to take %.0f to %.0f s and %.0f to"
                + " %.0f times as long: a margin around what was measured",
            work,
            micros(sampled.least(), rows),
            micros(sampled.most(), rows),
            startSeconds.least(),
            startSeconds.most(),
            timesAsLong.least(),
            timesAsLong.most()));
  }

  private static double micros(double seconds, long rows) {
    return rows == 0 ? 0 : seconds / rows * MICROS;
  }
}
