package dev.prima.core.landing;

import dev.prima.core.schema.StorageClass;
import dev.prima.core.schema.TaggedValue;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Moments as numbers, UTC, years 1 to 9999. */
public enum NumberForm implements TimeForm {
  /** INTEGER. */
  EPOCH_SECONDS("epoch seconds", StorageClass.INTEGER) {
    @Override
    long ofInteger(long value) {
      return within(value, SECOND);
    }

    @Override
    public byte[] tagged(long micros) {
      return TaggedValue.integer(Math.floorDiv(micros, SECOND));
    }

    @Override
    public String original(String column) {
      return "extract(epoch from " + column + ")::bigint";
    }
  },
  /** INTEGER where it is whole, else REAL, to the microsecond. */
  EPOCH_FRACTIONS("epoch seconds with fractions", null) {
    @Override
    long ofInteger(long value) {
      return within(value, SECOND);
    }

    @Override
    long ofReal(double value) {
      BigDecimal decimal = Math.abs(value) < MOST_FRACTIONS ? Decimals.of(value, 6) : null;
      return decimal == null ? NONE : decimal.unscaledValue().longValueExact();
    }

    @Override
    public byte[] tagged(long micros) {
      return micros % SECOND == 0
          ? TaggedValue.integer(micros / SECOND)
          : TaggedValue.real(micros / 1e6);
    }

    @Override
    public String original(String column) {
      return "extract(epoch from " + column + ")::double precision";
    }
  },
  /** INTEGER. */
  EPOCH_MILLIS("epoch milliseconds", StorageClass.INTEGER) {
    @Override
    long ofInteger(long value) {
      return within(value, 1000);
    }

    @Override
    public byte[] tagged(long micros) {
      return TaggedValue.integer(Math.floorDiv(micros, 1000L));
    }

    @Override
    public String original(String column) {
      return "(extract(epoch from " + column + ") * 1000)::bigint";
    }
  },
  /** REAL: days since noon of 4714-11-24 before Christ. */
  JULIAN_DAY("Julian day", StorageClass.REAL) {
    @Override
    long ofReal(double value) {
      if (!(value >= FIRST_JULIAN && value < END_JULIAN)) {
        return NONE;
      }
      double days = Math.floor(value);
      long micros =
          ((long) days - NOON_DAYS) * DAY + DAY / 2 + Math.round((value - days) * (double) DAY);
      return Double.compare(julian(micros), value) == 0 ? micros : NONE;
    }

    private double julian(long micros) {
      long sinceNoon = micros - DAY / 2;
      return Math.floorDiv(sinceNoon, DAY)
          + NOON_DAYS
          + Math.floorMod(sinceNoon, DAY) / (double) DAY;
    }

    @Override
    public byte[] tagged(long micros) {
      return TaggedValue.real(julian(micros));
    }

    @Override
    public String original(String column) {
      return "(2440587.5 + extract(epoch from " + column + ") / 86400)::double precision";
    }
  };

  static final double FIRST_JULIAN = 1_721_425.5;

  /** The Julian day on which year 10000 begins. */
  static final double END_JULIAN = 5_373_484.5;

  /** Doubles beyond hold no microseconds. */
  static final double MOST_FRACTIONS = 4e9;

  private static final long SECOND = 1_000_000L;
  private static final long DAY = 86_400 * SECOND;

  /** The Julian day of 1970-01-01, noon. */
  private static final long NOON_DAYS = 2_440_588;

  private final String title;
  private final @Nullable StorageClass storageClass;

  NumberForm(String title, @Nullable StorageClass storageClass) {
    this.title = title;
    this.storageClass = storageClass;
  }

  long ofInteger(long value) {
    return NONE;
  }

  long ofReal(double value) {
    return NONE;
  }

  private static long within(long value, long unit) {
    return value >= FIRST / unit && value <= LAST / unit ? value * unit : NONE;
  }

  @Override
  public String title() {
    return title;
  }

  @Override
  public @Nullable StorageClass storageClass() {
    return storageClass;
  }

  @Override
  public long micros(byte[] tagged, int offset, int length) {
    return switch (StorageClass.of(tagged[offset])) {
      case INTEGER -> ofInteger(ByteBuffer.wrap(tagged, offset + 1, 8).getLong());
      case REAL ->
          ofReal(Double.longBitsToDouble(ByteBuffer.wrap(tagged, offset + 1, 8).getLong()));
      case TEXT, BLOB, NULL -> NONE;
    };
  }
}
