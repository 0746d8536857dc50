package dev.prima.core.landing;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** Doubles that are meant as decimals: those that a short decimal and no other double is. */
public final class Decimals {
  /** More digits after the point are none that a person declares. */
  static final int MOST = 18;

  private static final double[] POWERS = new double[MOST + 1];

  /** Up to here every integer is a double of the same value. */
  private static final double EXACT = 1L << 53;

  static {
    for (int i = 0; i <= MOST; i++) {
      POWERS[i] = Double.parseDouble("1e" + i);
    }
  }

  private Decimals() {}

  /**
   * How many digits after the point a double needs, at least {@code atLeast}; {@link
   * Census#NO_SCALE} where it is whole, not finite, or needs more than {@value #MOST}.
   */
  public static int scale(double value, int atLeast) {
    if (value == Math.rint(value) || !Double.isFinite(value)) {
      return Census.NO_SCALE;
    }
    for (int scale = Math.max(1, atLeast); scale <= MOST; scale++) {
      if (isShort(value, scale) || rounded(value, scale) != null) {
        return scale;
      }
    }
    return Census.NO_SCALE;
  }

  /**
   * The shortest decimal of at most so many digits after the point that becomes this double again;
   * null where there is none, and for doubles that are whole: as decimals they could not be told
   * from integers.
   */
  static @Nullable BigDecimal of(double value, int scale) {
    if (value == Math.rint(value) || !Double.isFinite(value)) {
      return null;
    }
    for (int digits = 1; digits <= Math.min(scale, MOST); digits++) {
      if (isShort(value, digits)) {
        long whole = (long) Math.rint(value * POWERS[digits]);
        return BigDecimal.valueOf(whole, digits).setScale(scale);
      }
    }
    return rounded(value, scale);
  }

  /** Both are exact, so that the quotient is the double nearest to the decimal. */
  private static boolean isShort(double value, int scale) {
    double shifted = value * POWERS[scale];
    return Math.abs(shifted) < EXACT && Math.rint(shifted) / POWERS[scale] == value;
  }

  private static @Nullable BigDecimal rounded(double value, int scale) {
    if (scale <= MOST && Math.abs(value * POWERS[scale]) < EXACT) {
      return null;
    }
    BigDecimal rounded = new BigDecimal(value).setScale(scale, RoundingMode.HALF_EVEN);
    return rounded.doubleValue() == value ? rounded : null;
  }
}
