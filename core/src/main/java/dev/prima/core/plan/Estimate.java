package dev.prima.core.plan;

/**
 * A quantity that is not known, but its range is.
 *
 * @param likely the middle, in the unit of the other two
 */
public record Estimate(double least, double likely, double most) {
  public static final Estimate ZERO = new Estimate(0, 0, 0);

  public Estimate {
    if (!(least <= likely && likely <= most)) {
      throw new IllegalArgumentException(least + " to " + most + " does not hold " + likely);
    }
  }

  /** The sum of two quantities whose errors go the same way, which is the careful assumption. */
  public Estimate plus(Estimate other) {
    return new Estimate(least + other.least, likely + other.likely, most + other.most);
  }

  /** Of so many like this. */
  public Estimate times(double count) {
    return times(new Estimate(count, count, count));
  }

  /** Of a quantity that is by so much larger, neither below 0. */
  public Estimate times(Estimate factor) {
    return new Estimate(least * factor.least, likely * factor.likely, most * factor.most);
  }
}
