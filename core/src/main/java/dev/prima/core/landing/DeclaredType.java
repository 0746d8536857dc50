package dev.prima.core.landing;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a declared type asks of the values beyond their storage class.
 *
 * @param precision of a decimal, 0 for all else
 * @param scale of a decimal
 */
public record DeclaredType(Kind kind, int precision, int scale) {
  /**
   * Nothing but the storage class, for types such as INTEGER, REAL, TEXT, JSON and unknown ones.
   */
  public static final DeclaredType BY_CLASS = new DeclaredType(Kind.BY_CLASS, 0, 0);

  private static final int MOST_DIGITS = 1000;
  private static final Pattern DECIMAL =
      Pattern.compile(
          "(?:DECIMAL|NUMERIC|DEC)\\s*\\(\\s*(\\d{1,4})\\s*(?:,\\s*(\\d{1,4})\\s*)?\\)");

  /** Families of types. */
  public enum Kind {
    BY_CLASS,
    DECIMAL,
    BOOLEAN,
    DATE,
    DATETIME,
    JULIAN
  }

  /**
   * @param declared as written, empty where none is
   */
  public static DeclaredType of(String declared) {
    String type = declared.strip().toUpperCase(Locale.ROOT);
    Matcher decimal = DECIMAL.matcher(type);
    if (decimal.matches()) {
      int precision = Integer.parseInt(decimal.group(1));
      int scale = decimal.group(2) == null ? 0 : Integer.parseInt(decimal.group(2));
      return precision >= 1 && precision <= MOST_DIGITS && scale <= precision
          ? new DeclaredType(Kind.DECIMAL, precision, scale)
          : BY_CLASS;
    }
    if (type.contains("JULIAN")) {
      return new DeclaredType(Kind.JULIAN, 0, 0);
    }
    if (type.startsWith("DATETIME") || type.startsWith("TIMESTAMP")) {
      return new DeclaredType(Kind.DATETIME, 0, 0);
    }
    return switch (type) {
      case "BOOLEAN", "BOOL" -> new DeclaredType(Kind.BOOLEAN, 0, 0);
      case "DATE" -> new DeclaredType(Kind.DATE, 0, 0);
      default -> BY_CLASS;
    };
  }

  /** Whether it matters how texts write dates. */
  public boolean asksForForms() {
    return kind == Kind.DATE || kind == Kind.DATETIME;
  }

  /** Whether it matters which numbers reals are. */
  public boolean asksForReals() {
    return kind == Kind.DECIMAL || asksForForms() || kind == Kind.JULIAN;
  }
}
