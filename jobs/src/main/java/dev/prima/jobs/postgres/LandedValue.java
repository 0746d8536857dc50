package dev.prima.jobs.postgres;

import dev.prima.core.landing.Landing;
import dev.prima.core.landing.Unlanded;
import dev.prima.core.schema.StorageClass;
import dev.prima.core.schema.TaggedValue;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.chrono.IsoEra;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.SignStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Values of tables that no profile claims, from what the server sends to what they were in SQLite;
 * {@link Unlanded} where nothing that lands is so.
 */
public final class LandedValue {
  /** 2000-01-01, from which the server counts. */
  private static final LocalDate EPOCH = LocalDate.of(2000, 1, 1);

  /** What a real is written as, by the load or by the server; for both Java and the server. */
  public static final String REAL = "[-+]?([0-9]+\\.?[0-9]*([eE][-+]?[0-9]+)?|Infinity)";

  private static final Pattern REALS = Pattern.compile(REAL);

  /** The same in microseconds since 1970-01-01. */
  private static final long EPOCH_MICROS = 946_684_800_000_000L;

  /** As the server reads it; the era stands at the end. */
  private static final DateTimeFormatter DATE =
      new DateTimeFormatterBuilder()
          .appendValue(ChronoField.YEAR_OF_ERA, 4, 10, SignStyle.NOT_NEGATIVE)
          .appendPattern("-MM-dd")
          .toFormatter(Locale.ROOT);

  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder()
          .append(DATE)
          .appendPattern(" HH:mm:ss")
          .appendFraction(ChronoField.MICRO_OF_SECOND, 0, 6, true)
          .toFormatter(Locale.ROOT);

  private static final short NAN = (short) 0xc000;
  private static final short INFINITY = (short) 0xd000;
  private static final short MINUS_INFINITY = (short) 0xf000;

  private LandedValue() {}

  /**
   * @param days since {@link #EPOCH}; the least and the greatest are infinite
   */
  static byte[] date(Landing landing, int days) {
    if (days == Integer.MAX_VALUE || days == Integer.MIN_VALUE) {
      return infinite(days > 0);
    }
    LocalDate date = EPOCH.plusDays(days);
    boolean far = Math.abs(date.getYear()) > 9_999;
    byte[] landed = far ? null : landing.ofMicros(Landing.ofDay(date.toEpochDay()));
    return landed == null ? new Unlanded(DATE.format(date) + era(date)).tagged() : landed;
  }

  /**
   * @param micros since {@link #EPOCH}; the least and the greatest are infinite
   */
  static byte[] timestamp(Landing landing, long micros) {
    if (micros == Long.MAX_VALUE || micros == Long.MIN_VALUE) {
      return infinite(micros > 0);
    }
    LocalDateTime time = EPOCH.atStartOfDay().plus(micros, ChronoUnit.MICROS);
    boolean far = Math.abs(time.getYear()) > 9_999;
    byte[] landed = far ? null : landing.ofMicros(micros + EPOCH_MICROS);
    return landed == null
        ? new Unlanded(TIME.format(time) + era(time.toLocalDate())).tagged()
        : landed;
  }

  private static byte[] infinite(boolean positive) {
    return new Unlanded(positive ? "infinity" : "-infinity").tagged();
  }

  private static String era(LocalDate date) {
    return date.getEra() == IsoEra.BCE ? " BC" : "";
  }

  static byte[] numeric(Landing landing, byte[] message, int at) {
    short sign = (short) (message[at + 4] << 8 | message[at + 5] & 0xff);
    String special =
        switch (sign) {
          case NAN -> "NaN";
          case INFINITY -> "Infinity";
          case MINUS_INFINITY -> "-Infinity";
          default -> null;
        };
    if (special != null) {
      return new Unlanded(special).tagged();
    }
    BigDecimal decimal = BinaryNumeric.decode(message, at);
    byte[] landed = landing.ofDecimal(decimal);
    return landed == null ? new Unlanded(decimal.toPlainString()).tagged() : landed;
  }

  /**
   * @param storageClass what stands beside it
   */
  static byte[] mixed(@Nullable String storageClass, String text) {
    byte[] landed =
        switch (String.valueOf(storageClass)) {
          case "integer" -> integer(text);
          case "real" ->
              REALS.matcher(text).matches() ? TaggedValue.real(Double.parseDouble(text)) : null;
          case "text" ->
              TaggedValue.bytes(StorageClass.TEXT, text.getBytes(StandardCharsets.UTF_8));
          case "blob" -> blob(text);
          default -> null;
        };
    return landed == null ? new Unlanded(storageClass, text).tagged() : landed;
  }

  private static byte @Nullable [] integer(String text) {
    try {
      long value = Long.parseLong(text);
      return Long.toString(value).equals(text) ? TaggedValue.integer(value) : null;
    } catch (NumberFormatException e) {
      // No integer: the row differs from every row of a source, which is for the caller to find.
      return null;
    }
  }

  private static byte @Nullable [] blob(String text) {
    boolean hex =
        text.length() % 2 == 0
            && text.chars().allMatch(c -> c >= '0' && c <= '9' || c >= 'a' && c <= 'f');
    return hex ? TaggedValue.bytes(StorageClass.BLOB, HexFormat.of().parseHex(text)) : null;
  }
}
