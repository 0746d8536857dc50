package dev.prima.core.mapping;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Dates as SQLite's functions and its users write them, read as UTC unless they name an offset. */
final class TextDate {
  private static final Pattern FORM =
      Pattern.compile(
          "(\\d{4})-(\\d{2})-(\\d{2})(?:[ T](\\d{2}):(\\d{2})(?::(\\d{2})(?:\\.(\\d{1,9}))?)?)?"
              + "(Z|[+-]\\d{2}:\\d{2})?");

  private TextDate() {}

  /**
   * Microseconds since the epoch; empty for anything else, and for what is finer than a
   * millisecond.
   */
  static OptionalLong micros(String text) {
    Matcher m = FORM.matcher(text);
    if (!m.matches()) {
      return OptionalLong.empty();
    }
    long nanos = m.group(7) == null ? 0 : Long.parseLong((m.group(7) + "00000000").substring(0, 9));
    if (nanos % 1_000_000 != 0) {
      return OptionalLong.empty();
    }
    try {
      LocalDateTime local =
          LocalDate.of(number(m, 1), number(m, 2), number(m, 3))
              .atTime(number(m, 4), number(m, 5), number(m, 6));
      ZoneOffset offset = m.group(8) == null ? ZoneOffset.UTC : ZoneOffset.of(m.group(8));
      return OptionalLong.of(local.toEpochSecond(offset) * 1_000_000 + nanos / 1_000);
    } catch (DateTimeException e) {
      // No such day or hour: not a date, which the caller refuses by its own reason.
      return OptionalLong.empty();
    }
  }

  private static int number(Matcher m, int group) {
    return m.group(group) == null ? 0 : Integer.parseInt(m.group(group));
  }
}
