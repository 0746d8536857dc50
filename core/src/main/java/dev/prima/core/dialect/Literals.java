package dev.prima.core.dialect;

import java.math.BigDecimal;
import java.util.regex.Pattern;

/** Constants, written anew for PostgreSQL whatever its settings are. */
final class Literals {
  /** Up to here every integer is a double of the same value. */
  static final long EXACT = 1L << 53;

  private static final Pattern NUMBER =
      Pattern.compile("\\s*[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?\\s*");

  private Literals() {}

  static String text(String text) throws Untranslated {
    if (text.indexOf('\0') >= 0) {
      throw new Untranslated("holds U+0000");
    }
    String quoted = "'" + text.replace("'", "''") + "'";
    return text.indexOf('\\') < 0 ? quoted : " E" + quoted.replace("\\", "\\\\");
  }

  static String integer(long value) {
    return value < 0 ? "('" + value + "'::bigint)" : value + "::bigint";
  }

  static String real(double value) throws Untranslated {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      throw new Untranslated("has a number beyond the range of doubles");
    }
    return "'" + value + "'::double precision";
  }

  /** A double's value, digit by digit. */
  static String exact(double value) throws Untranslated {
    if (!(Math.abs(value) < 1e18)) {
      throw new Untranslated("compares integers with a number beyond their range");
    }
    return "'" + new BigDecimal(value).toPlainString() + "'::numeric";
  }

  static String blob(String hex) throws Untranslated {
    if (!hex.matches("([0-9a-fA-F]{2})*")) {
      throw new Untranslated("has bytes that are none");
    }
    return "decode('" + hex + "', 'hex')";
  }

  /** Whether SQLite takes a text for a number where a column has a numeric affinity. */
  static boolean looksNumeric(String text) {
    return NUMBER.matcher(text).matches();
  }
}
