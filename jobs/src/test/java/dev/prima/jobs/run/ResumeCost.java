package dev.prima.jobs.run;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a resume took against what was left to do.
 *
 * @param took from the start of its process to its end
 * @param left of the undisturbed run's steps when the run before it ended
 * @param startUp of the undisturbed run: all of its time that is no step's
 */
record ResumeCost(Duration took, Duration left, Duration startUp) {
  /** What the contract allows beyond what was left. */
  private static final double MORE = 1.15;

  /**
   * @param undisturbed seconds by step
   * @param worked seconds by step, of steps that had begun: more than any takes if it was complete
   */
  static ResumeCost of(
      Duration took,
      Map<String, Double> undisturbed,
      Map<String, Double> worked,
      Duration startUp) {
    double left = 0;
    for (Map.Entry<String, Double> step : undisturbed.entrySet()) {
      left += Math.max(0, step.getValue() - worked.getOrDefault(step.getKey(), 0.0));
    }
    return new ResumeCost(took, Duration.ofMillis(Math.round(left * 1_000)), startUp);
  }

  /** Whether it took no more than what was left and 15 %, and start-up. */
  boolean allowed() {
    return took.toMillis() <= left.toMillis() * MORE + startUp.toMillis();
  }

  /** What it took as a share of what was left and start-up. */
  double share() {
    return (double) took.toMillis() / left.plus(startUp).toMillis();
  }

  /** For the round's line. */
  String told() {
    return String.format(
        Locale.ROOT,
        "in %.1f s of %.1f s left and %.1f s of start-up",
        took.toMillis() / 1e3,
        left.toMillis() / 1e3,
        startUp.toMillis() / 1e3);
  }

  /** For the summary. */
  static String told(List<ResumeCost> all) {
    return String.format(
        Locale.ROOT,
        "%d resumes took %.0f %% of what was left and start-up on average, at most %.0f %%;"
            + " %d took more than what was left, 15 %% and start-up",
        all.size(),
        100 * all.stream().mapToDouble(ResumeCost::share).average().orElse(0),
        100 * all.stream().mapToDouble(ResumeCost::share).max().orElse(0),
        all.stream().filter(cost -> !cost.allowed()).count());
  }
}
