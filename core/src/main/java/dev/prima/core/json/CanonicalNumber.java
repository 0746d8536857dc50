package dev.prima.core.json;

/**
 * One text for all ways to write one number: significant digits without zeros at either end, plain
 * from 1e-7 up to 1e21, beyond that as {@code d.ddde±n}. Works on the digits, so that 1e100000
 * costs nothing.
 */
final class CanonicalNumber {
  /** PostgreSQL's {@code numeric}: digits before and after the decimal point. */
  private static final int MAX_INTEGER_DIGITS = 131_072;

  private static final int MAX_FRACTION_DIGITS = 16_383;
  private static final int PLAIN_BELOW_EXPONENT = 21;
  private static final int PLAIN_FROM_EXPONENT = -7;

  /** No numeric has an exponent near this; more digits of it need not be read. */
  private static final int HUGE_EXPONENT = 100_000_000;

  private CanonicalNumber() {}

  /** Writes the number that stands in {@code text[from, to)}, which is valid JSON. */
  static void write(String text, int from, int to, StringBuilder out) {
    boolean negative = text.charAt(from) == '-';
    int start = negative ? from + 1 : from;
    if (isShortest(text, start, to)) {
      boolean zero = to == start + 1 && text.charAt(start) == '0';
      out.append(text, zero ? start : from, to);
      return;
    }
    int mantissaEnd = start;
    int point = -1;
    while (mantissaEnd < to && (text.charAt(mantissaEnd) | 0x20) != 'e') {
      if (text.charAt(mantissaEnd) == '.') {
        point = mantissaEnd;
      }
      mantissaEnd++;
    }
    int exponent = exponent(text, mantissaEnd, to);
    int fraction = point < 0 ? 0 : mantissaEnd - point - 1;
    if (fraction - (long) exponent > MAX_FRACTION_DIGITS) {
      throw outOfRange(from);
    }
    StringBuilder digits = new StringBuilder(mantissaEnd - start).append(text, start, mantissaEnd);
    if (point >= 0) {
      digits.deleteCharAt(point - start);
    }
    int leading = 0;
    while (leading < digits.length() && digits.charAt(leading) == '0') {
      leading++;
    }
    int end = digits.length();
    while (end > leading && digits.charAt(end - 1) == '0') {
      end--;
    }
    if (leading == end) {
      if (exponent >= HUGE_EXPONENT) {
        throw outOfRange(from);
      }
      out.append('0');
      return;
    }
    // The number is 0.ddd * 10^integerDigits with these digits.
    int integerDigits = digits.length() - leading - fraction + exponent;
    if (integerDigits > MAX_INTEGER_DIGITS) {
      throw outOfRange(from);
    }
    if (negative) {
      out.append('-');
    }
    String significant = digits.substring(leading, end);
    int scientific = integerDigits - 1;
    if (scientific >= PLAIN_BELOW_EXPONENT || scientific < PLAIN_FROM_EXPONENT) {
      out.append(significant.charAt(0));
      if (significant.length() > 1) {
        out.append('.').append(significant, 1, significant.length());
      }
      out.append('e').append(scientific);
    } else {
      plain(significant, integerDigits, out);
    }
  }

  private static void plain(String significant, int integerDigits, StringBuilder out) {
    if (integerDigits <= 0) {
      out.append("0.").append("0".repeat(-integerDigits)).append(significant);
    } else if (integerDigits >= significant.length()) {
      out.append(significant).append("0".repeat(integerDigits - significant.length()));
    } else {
      out.append(significant, 0, integerDigits)
          .append('.')
          .append(significant, integerDigits, significant.length());
    }
  }

  /** Whether digits and point stand as they would be written, as they nearly always do. */
  private static boolean isShortest(String text, int start, int to) {
    if (to - start > PLAIN_BELOW_EXPONENT) {
      return false;
    }
    int point = -1;
    for (int i = start; i < to; i++) {
      char c = text.charAt(i);
      if (c == '.') {
        point = i;
      } else if (c > '9') {
        return false;
      }
    }
    return point < 0
        || (text.charAt(to - 1) != '0'
            && (text.charAt(start) != '0' || to - point - 1 <= -PLAIN_FROM_EXPONENT));
  }

  private static int exponent(String text, int mantissaEnd, int to) {
    if (mantissaEnd == to) {
      return 0;
    }
    int at = mantissaEnd + 1;
    boolean negative = text.charAt(at) == '-';
    if (negative || text.charAt(at) == '+') {
      at++;
    }
    int exponent = 0;
    for (; at < to && exponent < HUGE_EXPONENT; at++) {
      exponent = exponent * 10 + text.charAt(at) - '0';
    }
    exponent = Math.min(exponent, HUGE_EXPONENT);
    return negative ? -exponent : exponent;
  }

  private static JsonException outOfRange(int position) {
    return new JsonException("a number is beyond what numeric holds", position);
  }
}
