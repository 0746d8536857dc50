package dev.prima.core.landing;

import dev.prima.core.schema.StorageClass;
import dev.prima.core.schema.TaggedValue;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * ISO 8601 texts of one shape, years 0001 to 9999: a date, and with it, where {@code separator} is
 * not 0, a time of the day.
 *
 * @param separator a space or T; 0 of dates alone
 * @param fraction digits after the second's point; 0 for none, {@link #NO_SECONDS} for no seconds
 * @param zone what stands at the end of all of them: empty, {@code Z} or an offset such as +02:00
 */
public record TextForm(char separator, int fraction, String zone) implements TimeForm {
  /** Dates without a time. */
  public static final TextForm DATE = new TextForm((char) 0, 0, "");

  /** As SQLite's own functions write. */
  public static final TextForm SQLITE = new TextForm(' ', 0, "");

  static final int NO_SECONDS = -1;
  private static final int MOST_DIGITS = 6;
  private static final int DATE_LENGTH = 10;
  private static final int MINUTES_LENGTH = 16;
  private static final int SECONDS_LENGTH = 19;
  private static final long SECOND = 1_000_000L;
  private static final long DAY = 86_400 * SECOND;
  private static final int[] POWERS = {1, 10, 100, 1_000, 10_000, 100_000, 1_000_000};
  private static final Pattern TITLE =
      Pattern.compile("YYYY-MM-DD(?:([ T])HH:MM(:SS(?:\\.(S{1,6}))?)?(Z|[+-]\\d\\d:\\d\\d)?)?");

  static Optional<TextForm> parse(String title) {
    Matcher parts = TITLE.matcher(title);
    if (!parts.matches()) {
      return Optional.empty();
    }
    if (parts.group(1) == null) {
      return Optional.of(DATE);
    }
    int digits = parts.group(3) == null ? 0 : parts.group(3).length();
    return Optional.of(
        new TextForm(
            parts.group(1).charAt(0),
            parts.group(2) == null ? NO_SECONDS : digits,
            parts.group(4) == null ? "" : parts.group(4)));
  }

  @Override
  public String title() {
    if (separator == 0) {
      return "YYYY-MM-DD";
    }
    String seconds =
        fraction == NO_SECONDS ? "" : ":SS" + (fraction == 0 ? "" : "." + "S".repeat(fraction));
    return "YYYY-MM-DD" + separator + "HH:MM" + seconds + zone;
  }

  @Override
  public StorageClass storageClass() {
    return StorageClass.TEXT;
  }

  /** Bytes without the zone. */
  private int width() {
    if (separator == 0) {
      return DATE_LENGTH;
    }
    return fraction == NO_SECONDS
        ? MINUTES_LENGTH
        : SECONDS_LENGTH + (fraction == 0 ? 0 : 1 + fraction);
  }

  /** The form of a text; null where it is none. */
  public static @Nullable TextForm detect(byte[] text, int offset, int length) {
    if (length < DATE_LENGTH || length > 32) {
      return null;
    }
    TextForm form;
    if (length == DATE_LENGTH) {
      form = DATE;
    } else {
      if (length < MINUTES_LENGTH) {
        return null;
      }
      int at = offset + MINUTES_LENGTH;
      int end = offset + length;
      int digits = NO_SECONDS;
      if (at < end && text[at] == ':') {
        at += 3;
        digits = 0;
        if (at < end && text[at] == '.') {
          at++;
          while (at < end && digit(text[at])) {
            at++;
            digits++;
          }
          if (digits == 0 || digits > MOST_DIGITS) {
            return null;
          }
        }
      }
      if (at > end) {
        return null;
      }
      String zone = new String(text, at, end - at, StandardCharsets.ISO_8859_1);
      if (!zone(zone)) {
        return null;
      }
      form = new TextForm((char) text[offset + DATE_LENGTH], digits, zone);
      if (form.separator != ' ' && form.separator != 'T') {
        return null;
      }
    }
    return form.moment(text, offset, length) == NONE ? null : form;
  }

  private static boolean zone(String zone) {
    if (zone.isEmpty() || zone.equals("Z")) {
      return true;
    }
    return zone.length() == 6
        && (zone.charAt(0) == '+' || zone.charAt(0) == '-')
        && digit((byte) zone.charAt(1))
        && digit((byte) zone.charAt(2))
        && zone.charAt(3) == ':'
        && digit((byte) zone.charAt(4))
        && digit((byte) zone.charAt(5));
  }

  private static boolean digit(byte character) {
    return character >= '0' && character <= '9';
  }

  @Override
  public long micros(byte[] tagged, int offset, int length) {
    return tagged[offset] == StorageClass.TEXT.code()
        ? moment(tagged, offset + 1, length - 1)
        : NONE;
  }

  private long moment(byte[] text, int offset, int length) {
    int width = width();
    if (length != width + zone.length()) {
      return NONE;
    }
    for (int i = 0; i < zone.length(); i++) {
      if (text[offset + width + i] != zone.charAt(i)) {
        return NONE;
      }
    }
    int year = number(text, offset, 4);
    int month = number(text, offset + 5, 2);
    int day = number(text, offset + 8, 2);
    if (text[offset + 4] != '-'
        || text[offset + 7] != '-'
        || year < 1
        || month < 1
        || month > 12
        || day < 1
        || day > days(year, month)) {
      return NONE;
    }
    long date = epochDay(year, month, day) * DAY;
    return separator == 0 ? date : time(text, offset, date);
  }

  private long time(byte[] text, int offset, long date) {
    int hour = number(text, offset + 11, 2);
    int minute = number(text, offset + 14, 2);
    if (text[offset + DATE_LENGTH] != separator
        || text[offset + 13] != ':'
        || hour < 0
        || hour > 23
        || minute < 0
        || minute > 59) {
      return NONE;
    }
    long micros = date + (hour * 60L + minute) * 60 * SECOND;
    if (fraction == NO_SECONDS) {
      return micros;
    }
    int second = number(text, offset + 17, 2);
    if (text[offset + MINUTES_LENGTH] != ':' || second < 0 || second > 59) {
      return NONE;
    }
    micros += second * SECOND;
    if (fraction == 0) {
      return micros;
    }
    int parts = number(text, offset + 20, fraction);
    return text[offset + SECONDS_LENGTH] != '.' || parts < 0
        ? NONE
        : micros + (long) parts * POWERS[MOST_DIGITS - fraction];
  }

  /** -1 where other characters than digits stand there. */
  private static int number(byte[] text, int offset, int digits) {
    int number = 0;
    for (int i = 0; i < digits; i++) {
      if (!digit(text[offset + i])) {
        return -1;
      }
      number = number * 10 + text[offset + i] - '0';
    }
    return number;
  }

  private static int days(int year, int month) {
    return switch (month) {
      case 2 -> year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
      case 4, 6, 9, 11 -> 30;
      default -> 31;
    };
  }

  private static long epochDay(int year, int month, int day) {
    return java.time.LocalDate.of(year, month, day).toEpochDay();
  }

  @Override
  public byte[] tagged(long micros) {
    java.time.LocalDate date = java.time.LocalDate.ofEpochDay(Math.floorDiv(micros, DAY));
    byte[] tagged = new byte[1 + width() + zone.length()];
    tagged[0] = StorageClass.TEXT.code();
    write(tagged, 1, 4, date.getYear());
    tagged[5] = '-';
    write(tagged, 6, 2, date.getMonthValue());
    tagged[8] = '-';
    write(tagged, 9, 2, date.getDayOfMonth());
    if (separator != 0) {
      long rest = Math.floorMod(micros, DAY);
      int seconds = (int) (rest / SECOND);
      tagged[11] = (byte) separator;
      write(tagged, 12, 2, seconds / 3600);
      tagged[14] = ':';
      write(tagged, 15, 2, seconds / 60 % 60);
      if (fraction != NO_SECONDS) {
        tagged[17] = ':';
        write(tagged, 18, 2, seconds % 60);
        if (fraction > 0) {
          tagged[20] = '.';
          write(tagged, 21, fraction, (int) (rest % SECOND) / POWERS[MOST_DIGITS - fraction]);
        }
      }
    }
    for (int i = 0; i < zone.length(); i++) {
      tagged[1 + width() + i] = (byte) zone.charAt(i);
    }
    return tagged;
  }

  private static void write(byte[] text, int offset, int digits, int number) {
    int rest = number;
    for (int i = digits - 1; i >= 0; i--) {
      text[offset + i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
  }

  /** A text as this form would have it tagged; for constants. */
  static byte[] tagged(String text) {
    return TaggedValue.bytes(StorageClass.TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String original(String column) {
    StringBuilder picture = new StringBuilder("YYYY-MM-DD");
    if (separator != 0) {
      picture.append(separator == ' ' ? " " : "\"T\"").append("HH24:MI");
      picture.append(fraction == NO_SECONDS ? "" : ":SS");
      picture.append(fraction > 0 ? ".FF" + fraction : "");
      picture.append(zone.isEmpty() ? "" : '"' + zone + '"');
    }
    return "to_char(" + column + "::timestamp, '" + picture + "')";
  }
}
