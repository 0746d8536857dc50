package dev.prima.core.json;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * Doubles as text. {@code Double.toString} prints digits too many for some values before Java 19
 * (JDK-4511638), and a report that says 2.0E-3 where SQL says 0.002 helps nobody.
 */
final class Doubles {
  private static final int DIGITS_ALWAYS_ENOUGH = 17;

  private Doubles() {}

  /** The fewest digits that read back as the same double, always with a point or an exponent. */
  static String shortest(double number) {
    if (number == 0) {
      return 1 / number < 0 ? "-0.0" : "0.0";
    }
    BigDecimal exact = new BigDecimal(number);
    BigDecimal rounded = exact;
    for (int digits = 1; digits <= DIGITS_ALWAYS_ENOUGH; digits++) {
      rounded = exact.round(new MathContext(digits));
      if (rounded.doubleValue() == number) {
        break;
      }
    }
    BigDecimal shortest = rounded.stripTrailingZeros();
    int magnitude = shortest.precision() - shortest.scale() - 1;
    if (magnitude < -7 || magnitude > 20) {
      return shortest.toString();
    }
    String plain = shortest.toPlainString();
    return plain.indexOf('.') < 0 ? plain + ".0" : plain;
  }
}
