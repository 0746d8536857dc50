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
 * @param slowness of the machine: how many times as long as in the undisturbed run those steps took
 *     that the resume alone did; 1 if there are none
 */
record ResumeCost(Duration took, Duration left, Duration startUp, double slowness) {
  /** What the contract allows beyond what was left. */
  private static final double MORE = 1.15;

  /**
   * @param undisturbed seconds by step
   * @param worked seconds by step, of steps that had begun: more than any takes if it was complete
   * @param alone seconds by step, of those that had not begun before
   */
  static ResumeCost of(
      Duration took,
      Map<String, Double> undisturbed,
      Map<String, Double> worked,
      Map<String, Double> alone,
      Duration startUp) {
    double left = 0;
    double usual = 0;
    double now = 0;
    for (Map.Entry<String, Double> step : undisturbed.entrySet()) {
      left += Math.max(0, step.getValue() - worked.getOrDefault(step.getKey(), 0.0));
      if (alone.containsKey(step.getKey())) {
        usual += step.getValue();
        now += alone.get(step.getKey());
      }
    }
    return new ResumeCost(
        took, Duration.ofMillis(Math.round(left * 1_000)), startUp, usual > 0 ? now / usual : 1);
  }

  /** Whether it took no more than what was left and 15 %, and start-up. */
  boolean allowed() {
    return took.toMillis() <= (left.toMillis() * MORE + startUp.toMillis()) * slowness;
  }

  /** What it took as a share of what was left and start-up, the machine taken into account. */
  double share() {
    return took.toMillis() / (left.plus(startUp).toMillis() * slowness);
  }

  /** For the round's line. */
  String told() {
    return String.format(
        Locale.ROOT,
        "in %.1f s, where %.1f s were left and start-up takes %.1f s, steps taking %.1f times as long",
        took.toMillis() / 1e3,
        left.toMillis() / 1e3,
        startUp.toMillis() / 1e3,
        slowness);
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
