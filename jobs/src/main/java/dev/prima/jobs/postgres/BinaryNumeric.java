package dev.prima.jobs.postgres;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;

/**
 * Decimals as the server sends and takes them: four counters of two bytes (groups, weight of the
 * first, sign, digits after the point), then groups of four decimal digits, two bytes each.
 *
 * @see <a
 *     href="https://github.com/postgres/postgres/blob/REL_15_STABLE/src/backend/utils/adt/numeric.c">PostgreSQL:
 *     numeric_recv</a>
 */
public final class BinaryNumeric {
  private static final int HEADER = 8;
  private static final int DIGITS = 4;
  private static final BigInteger GROUP = BigInteger.valueOf(10_000);
  private static final short NEGATIVE = 0x4000;

  private BinaryNumeric() {}

  /** A decimal with a scale that is not negative. */
  public static byte[] encode(BigDecimal decimal) {
    int behind = (decimal.scale() + DIGITS - 1) / DIGITS;
    BigInteger rest = decimal.setScale(behind * DIGITS).unscaledValue().abs();
    byte[] groups = new byte[2 * (rest.bitLength() / 13 + 1)];
    int from = groups.length;
    int count = 0;
    while (rest.signum() != 0) {
      BigInteger[] parts = rest.divideAndRemainder(GROUP);
      int group = parts[1].intValue();
      from -= 2;
      groups[from] = (byte) (group >>> 8);
      groups[from + 1] = (byte) group;
      count++;
      rest = parts[0];
    }
    int weight = count - 1 - behind;
    int sent = count;
    while (sent > 0 && groups[from + 2 * sent - 2] == 0 && groups[from + 2 * sent - 1] == 0) {
      sent--;
    }
    return ByteBuffer.allocate(HEADER + 2 * sent)
        .putShort((short) sent)
        .putShort((short) (sent == 0 ? 0 : weight))
        .putShort(decimal.signum() < 0 ? NEGATIVE : 0)
        .putShort((short) decimal.scale())
        .put(groups, from, 2 * sent)
        .array();
  }

  /**
   * @throws IllegalArgumentException for what is no finite number
   */
  static BigDecimal decode(byte[] array, int offset) {
    ByteBuffer in = ByteBuffer.wrap(array);
    int count = in.getShort(offset);
    int weight = in.getShort(offset + 2);
    short sign = in.getShort(offset + 4);
    if (sign != 0 && sign != NEGATIVE) {
      throw new IllegalArgumentException("A numeric that is no number");
    }
    BigInteger digits = BigInteger.ZERO;
    for (int g = 0; g < count; g++) {
      digits = digits.multiply(GROUP).add(BigInteger.valueOf(in.getShort(offset + HEADER + 2 * g)));
    }
    BigDecimal value = new BigDecimal(digits, DIGITS * (count - 1 - weight));
    return sign == 0 ? value : value.negate();
  }
}
