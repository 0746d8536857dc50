package dev.prima.core.landing;

import dev.prima.core.schema.StorageClass;
import dev.prima.core.schema.TaggedValue;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The type in which the values of a column stand in PostgreSQL, with what is needed to get each
 * value back as it was in SQLite, class included. Values travel in tagged form. Immutable.
 *
 * @param precision of {@link Kind#NUMERIC}, 0 for all else
 * @param scale of {@link Kind#NUMERIC}
 * @param form of {@link Kind#DATE} and {@link Kind#TIMESTAMP}, null for all else
 */
public record Landing(Kind kind, int precision, int scale, @Nullable TimeForm form)
    implements Serializable {
  /** Families of types. */
  public enum Kind {
    BIGINT("bigint", StorageClass.INTEGER),
    DOUBLE("double precision", StorageClass.REAL),
    TEXT("text", StorageClass.TEXT),
    BYTEA("bytea", StorageClass.BLOB),
    /** INTEGER where it is whole, else REAL. */
    NUMERIC("numeric", null),
    /** INTEGER 0 and 1. */
    BOOLEAN("boolean", StorageClass.INTEGER),
    DATE("date", StorageClass.TEXT),
    TIMESTAMP("timestamp without time zone", null),
    /** Text with the class in a column beside it. */
    MIXED("text", null),
    /** Not at all: the table that stands has no such column. */
    ABSENT("text", null);

    private final String type;
    private final @Nullable StorageClass storageClass;

    Kind(String type, @Nullable StorageClass storageClass) {
      this.type = type;
      this.storageClass = storageClass;
    }
  }

  public static final Landing BIGINT = of(Kind.BIGINT);
  public static final Landing DOUBLE = of(Kind.DOUBLE);
  public static final Landing TEXT = of(Kind.TEXT);
  public static final Landing BYTEA = of(Kind.BYTEA);
  public static final Landing BOOLEAN = of(Kind.BOOLEAN);
  public static final Landing DATE = new Landing(Kind.DATE, 0, 0, TextForm.DATE);
  public static final Landing MIXED = of(Kind.MIXED);
  public static final Landing ABSENT = of(Kind.ABSENT);

  private static final long SECOND = 1_000_000L;
  private static final long DAY = 86_400 * SECOND;
  private static final Pattern FORM =
      Pattern.compile("holds (.+), " + LandingSql.ORIGINALLY + ".*");
  private static final Pattern NUMERIC = Pattern.compile("numeric\\((\\d+),(\\d+)\\)");

  private static final DateTimeFormatter STAMP =
      new DateTimeFormatterBuilder()
          .appendPattern("uuuu-MM-dd HH:mm:ss")
          .appendFraction(ChronoField.MICRO_OF_SECOND, 0, 6, true)
          .toFormatter(Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private static Landing of(Kind kind) {
    return new Landing(kind, 0, 0, null);
  }

  static Landing numeric(int precision, int scale) {
    return new Landing(Kind.NUMERIC, precision, scale, null);
  }

  static Landing timestamp(TimeForm form) {
    return new Landing(Kind.TIMESTAMP, 0, 0, form);
  }

  /**
   * By the values: the declared type where all fit it and come back, else the narrowest type that
   * takes all of them. Where there is none, the declared type, else that of the affinity.
   */
  public static Landing of(String declared, Census census) {
    return LandingChoice.byDeclaration(DeclaredType.of(declared), census)
        .orElseGet(() -> byClasses(declared, census));
  }

  /** By the storage classes of the values alone; where there is none, by the affinity. */
  public static Landing byClasses(String declared, Census census) {
    return census.values() == 0
        ? LandingChoice.byAffinity(declared)
        : LandingChoice.byClass(census);
  }

  /**
   * As a column stands on a server.
   *
   * @param type as {@code format_type} writes it
   * @param comment of the column, empty for none
   * @return empty where it is none of ours; that of mixed classes is known by the one beside it
   */
  public static Optional<Landing> standing(String type, String comment) {
    Matcher numeric = NUMERIC.matcher(type);
    if (numeric.matches()) {
      return Optional.of(
          numeric(Integer.parseInt(numeric.group(1)), Integer.parseInt(numeric.group(2))));
    }
    if (type.equals(Kind.TIMESTAMP.type)) {
      Matcher form = FORM.matcher(comment);
      return form.matches() ? TimeForm.of(form.group(1)).map(Landing::timestamp) : Optional.empty();
    }
    for (Landing landing : new Landing[] {BIGINT, DOUBLE, TEXT, BYTEA, BOOLEAN, DATE}) {
      if (landing.kind.type.equals(type)) {
        return Optional.of(landing);
      }
    }
    return Optional.empty();
  }

  /** As {@code format_type} of the server writes it. */
  public String sqlType() {
    return kind == Kind.NUMERIC ? "numeric(" + precision + "," + scale + ")" : kind.type;
  }

  /** For people. */
  public String title() {
    if (kind == Kind.MIXED) {
      return "text of several classes";
    }
    return sqlType() + (form == null ? "" : " of " + form.title());
  }

  /** The one class of all values; null where they may be of several. */
  public @Nullable StorageClass storageClass() {
    return form == null ? kind.storageClass : form.storageClass();
  }

  /** Whether the values stand otherwise than their storage class says. */
  public boolean byDeclaration() {
    return switch (kind) {
      case NUMERIC, BOOLEAN, DATE, TIMESTAMP -> true;
      case BIGINT, DOUBLE, TEXT, BYTEA, MIXED, ABSENT -> false;
    };
  }

  /** Whether every value that was counted fits and comes back as it was. */
  public boolean accepts(Census census) {
    if (census.values() == 0) {
      return true;
    }
    return switch (kind) {
      case BIGINT -> census.onlyIntegers();
      case DOUBLE -> census.onlyReals();
      case TEXT -> census.onlyTexts();
      case BYTEA -> census.onlyBlobs();
      case MIXED -> true;
      case ABSENT -> false;
      case BOOLEAN -> census.onlyIntegers() && census.integersWithin(0, 1);
      case NUMERIC -> census.decimals(scale) && wholeDigits(census) <= precision - scale;
      case DATE, TIMESTAMP -> form != null && acceptsMoments(form, census);
    };
  }

  private static boolean acceptsMoments(TimeForm form, Census census) {
    if (form instanceof NumberForm number) {
      return switch (number) {
        case EPOCH_SECONDS ->
            census.onlyIntegers()
                && census.integersWithin(TimeForm.FIRST / SECOND, TimeForm.LAST / SECOND);
        case EPOCH_MILLIS ->
            census.onlyIntegers()
                && census.integersWithin(TimeForm.FIRST / 1000, TimeForm.LAST / 1000);
        case EPOCH_FRACTIONS ->
            census.decimals(6)
                && census.integersWithin(TimeForm.FIRST / SECOND, TimeForm.LAST / SECOND)
                && census.realsWithin(-NumberForm.MOST_FRACTIONS, NumberForm.MOST_FRACTIONS);
        case JULIAN_DAY ->
            census.onlyReals()
                && census.realsWithin(
                    NumberForm.FIRST_JULIAN, Math.nextDown(NumberForm.END_JULIAN));
      };
    }
    return census.onlyTexts() && form.title().equals(census.form());
  }

  /** Digits before the point that the greatest number needs. */
  private static int wholeDigits(Census census) {
    int digits = 0;
    for (Number each :
        new @Nullable Number[] {
          census.minInteger(), census.maxInteger(), census.minReal(), census.maxReal()
        }) {
      if (each instanceof Long whole) {
        digits = Math.max(digits, digits(BigInteger.valueOf(whole)));
      } else if (each instanceof Double real) {
        digits = Math.max(digits, digits(new BigDecimal(real).toBigInteger()));
      }
    }
    return digits;
  }

  private static int digits(BigInteger whole) {
    return whole.signum() == 0 ? 0 : whole.abs().toString().length();
  }

  /** The narrowest that takes what stands in this and what was counted too; often this. */
  public Landing widened(Census census) {
    if (accepts(census)) {
      return this;
    }
    if (kind == Kind.NUMERIC && census.decimals(Decimals.MOST)) {
      int most = Math.max(scale, census.scale() == null ? 0 : census.scale());
      return numeric(Math.max(precision - scale, wholeDigits(census)) + most, most);
    }
    if (form == NumberForm.EPOCH_SECONDS && timestamp(NumberForm.EPOCH_FRACTIONS).accepts(census)) {
      return timestamp(NumberForm.EPOCH_FRACTIONS);
    }
    Landing plain = LandingChoice.byClass(census);
    return storageClass() != null && storageClass() == plain.storageClass() ? plain : MIXED;
  }

  /** Whether this takes whatever may stand in a column of another. */
  public boolean takes(Landing other) {
    if (equals(other) || kind == Kind.MIXED) {
      return true;
    }
    return switch (kind) {
      case BIGINT, DOUBLE, TEXT, BYTEA -> storageClass() == other.storageClass();
      case NUMERIC ->
          other.kind == Kind.NUMERIC
              && scale >= other.scale
              && precision - scale >= other.precision - other.scale;
      case TIMESTAMP ->
          form == NumberForm.EPOCH_FRACTIONS && other.form == NumberForm.EPOCH_SECONDS;
      case BOOLEAN, DATE, MIXED, ABSENT -> false;
    };
  }

  /** The microseconds of a tagged value; {@link TimeForm#NONE} where it does not fit. */
  public long micros(byte[] tagged, int offset, int length) {
    return form == null ? TimeForm.NONE : form.micros(tagged, offset, length);
  }

  /**
   * The tagged value of these microseconds, of a column of moments; null where no value of the
   * column's form lands as them.
   */
  public byte @Nullable [] ofMicros(long micros) {
    if (form == null) {
      throw new IllegalStateException("No moments in " + sqlType());
    }
    if (micros < TimeForm.FIRST || micros > TimeForm.LAST) {
      return null;
    }
    byte[] tagged = form.tagged(micros);
    return form.micros(tagged, 0, tagged.length) == micros ? tagged : null;
  }

  /** The decimal of a tagged value, with the scale of the column; null where it does not fit. */
  public @Nullable BigDecimal decimal(byte[] tagged, int offset) {
    BigDecimal decimal =
        switch (StorageClass.of(tagged[offset])) {
          case INTEGER -> BigDecimal.valueOf(word(tagged, offset)).setScale(scale);
          case REAL -> Decimals.of(Double.longBitsToDouble(word(tagged, offset)), scale);
          case TEXT, BLOB, NULL -> null;
        };
    return decimal != null && decimal.precision() <= precision ? decimal : null;
  }

  /** The tagged value of a decimal; null where none lands as it. */
  public byte @Nullable [] ofDecimal(BigDecimal decimal) {
    BigDecimal plain = decimal.stripTrailingZeros();
    if (plain.scale() <= 0) {
      BigInteger whole = plain.toBigIntegerExact();
      return whole.bitLength() < Long.SIZE ? TaggedValue.integer(whole.longValueExact()) : null;
    }
    double real = plain.doubleValue();
    BigDecimal back = Decimals.of(real, scale);
    return back != null && back.compareTo(plain) == 0 ? TaggedValue.real(real) : null;
  }

  /** Whether a value is INTEGER 0 or 1. */
  public static boolean isBoolean(byte[] tagged, int offset) {
    return tagged[offset] == StorageClass.INTEGER.code() && word(tagged, offset) >>> 1 == 0;
  }

  private static long word(byte[] tagged, int offset) {
    return ByteBuffer.wrap(tagged, offset + 1, 8).getLong();
  }

  /**
   * A tagged value as text that the server takes for the type, the value's own text where it is
   * mixed; null where it does not fit.
   */
  public @Nullable String text(byte[] tagged) {
    StorageClass of = TaggedValue.storageClass(tagged);
    return switch (kind) {
      case BIGINT, DOUBLE, TEXT, BYTEA -> of == storageClass() ? plain(of, tagged) : null;
      case MIXED -> plain(of, tagged);
      case ABSENT -> null;
      case BOOLEAN -> isBoolean(tagged, 0) ? Boolean.toString(TaggedValue.word(tagged) != 0) : null;
      case NUMERIC -> {
        BigDecimal decimal = decimal(tagged, 0);
        yield decimal == null ? null : decimal.toPlainString();
      }
      case DATE, TIMESTAMP -> {
        long micros = micros(tagged, 0, tagged.length);
        yield micros == TimeForm.NONE ? null : stamp(micros);
      }
    };
  }

  private String stamp(long micros) {
    String stamp = STAMP.format(Instant.EPOCH.plus(micros, ChronoUnit.MICROS));
    return kind == Kind.DATE ? stamp.substring(0, 10) : stamp;
  }

  private static String plain(StorageClass of, byte[] tagged) {
    return switch (of) {
      case INTEGER -> Long.toString(TaggedValue.word(tagged));
      case REAL -> Double.toString(Double.longBitsToDouble(TaggedValue.word(tagged)));
      case TEXT -> new String(TaggedValue.bytes(tagged), StandardCharsets.UTF_8);
      case BLOB -> HexFormat.of().formatHex(TaggedValue.bytes(tagged));
      case NULL -> throw new IllegalArgumentException("NULL has no tagged form");
    };
  }

  /** Microseconds of a day that begins then, for {@link Kind#DATE}. */
  public static long day(long micros) {
    return Math.floorDiv(micros, DAY);
  }

  /** The reverse of {@link #day}. */
  public static long ofDay(long day) {
    return day * DAY;
  }

  /** What PostgreSQL is told of such a column. */
  public LandingSql sql() {
    return new LandingSql(this);
  }
}
