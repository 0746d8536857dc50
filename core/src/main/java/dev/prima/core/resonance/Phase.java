package dev.prima.core.resonance;

import dev.prima.core.shard.Harmony;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A mean direction on a circle: a complex number of length 0 (no preference) to 1 (one direction
 * only). Agents who prefer the same direction have phases whose product with the conjugate is near
 * 1, opposite ones near -1.
 *
 * @param re real part
 * @param im imaginary part
 * @see "Mardia and Jupp, Directional statistics (2000), mean resultant vector"
 */
public record Phase(double re, double im) {
  /** No preference. */
  public static final Phase NONE = new Phase(0, 0);

  /** Hours of a day. */
  public static final int HOURS = 24;

  private static final double[] HARMONY_COS = cosines(Harmony.values().length);
  private static final double[] HARMONY_SIN = sines(Harmony.values().length);
  private static final double[] HOUR_COS = cosines(HOURS);
  private static final double[] HOUR_SIN = sines(HOURS);

  /**
   * Of an agent's harmonies, evenly around the circle in the order of the seven.
   *
   * @param primary counts 1; null for none
   * @param secondary each counts as the weights say, the primary among them once more
   */
  public static Phase ofHarmonies(
      @Nullable Harmony primary, Set<Harmony> secondary, ResonanceWeights weights) {
    double[] amounts = new double[HARMONY_COS.length];
    if (primary != null) {
      amounts[primary.ordinal()] = 1;
    }
    secondary.forEach(harmony -> amounts[harmony.ordinal()] += weights.secondaryHarmony());
    return mean(amounts, HARMONY_COS, HARMONY_SIN);
  }

  /**
   * Of the hours at which an agent is active: the first Fourier coefficient of its day.
   *
   * @param perHour how much it did in each of the 24 hours; negative counts as 0
   * @throws IllegalArgumentException if there are not 24
   */
  public static Phase ofHours(long[] perHour) {
    if (perHour.length != HOURS) {
      throw new IllegalArgumentException("A day has 24 hours, not " + perHour.length);
    }
    double[] amounts = Arrays.stream(perHour).mapToDouble(count -> Math.max(0, count)).toArray();
    return mean(amounts, HOUR_COS, HOUR_SIN);
  }

  /** How well two phases agree: 1 the same direction, 0 opposite, 1/2 where one has none. */
  public double agreement(Phase other) {
    return (1 + re * other.re + im * other.im) / 2;
  }

  private static Phase mean(double[] amounts, double[] cos, double[] sin) {
    double re = 0;
    double im = 0;
    double sum = 0;
    for (int i = 0; i < amounts.length; i++) {
      re += amounts[i] * cos[i];
      im += amounts[i] * sin[i];
      sum += amounts[i];
    }
    return sum > 0 ? new Phase(re / sum, im / sum) : NONE;
  }

  private static double[] cosines(int steps) {
    double[] table = new double[steps];
    Arrays.setAll(table, i -> StrictMath.cos(2 * Math.PI * i / steps));
    return table;
  }

  private static double[] sines(int steps) {
    double[] table = new double[steps];
    Arrays.setAll(table, i -> StrictMath.sin(2 * Math.PI * i / steps));
    return table;
  }
}
