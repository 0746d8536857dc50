package dev.prima.jobs.load.postgres;

import dev.prima.core.landing.Landing;
import dev.prima.core.landing.TimeForm;
import dev.prima.core.mapping.ColumnType;
import dev.prima.core.mapping.IdentityHash;
import dev.prima.core.mapping.RowValues;
import dev.prima.core.mapping.TargetTable;
import dev.prima.core.schema.StorageClass;
import dev.prima.jobs.postgres.BinaryNumeric;
import dev.prima.jobs.postgres.PostgresTable;
import dev.prima.jobs.postgres.PostgresTable.Column;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigDecimal;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Collects rows of one table in PostgreSQL's binary {@code COPY} format, without an object a value.
 * Remembers where each row starts, so that any run of rows can be sent by itself.
 *
 * <p>Not thread-safe; {@link #clear} makes it ready for the next rows.
 *
 * @see <a href="https://www.postgresql.org/docs/15/sql-copy.html#id-1.9.3.55.9.4">PostgreSQL: COPY,
 *     binary format</a>
 */
public final class CopyEncoder {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);

  /** 2000-01-01 in microseconds since 1970-01-01. */
  private static final long EPOCH = 946_684_800_000_000L;

  private static final int SMALL = 64 << 10;
  private static final int LARGE = 16 << 20;
  private static final byte JSONB_VERSION = 1;
  private static final String LEGACY_ID = "legacy_id";
  private static final byte[][] CLASSES = new byte[StorageClass.values().length][];

  static {
    for (StorageClass storageClass : StorageClass.values()) {
      CLASSES[storageClass.code()] =
          storageClass
              .name()
              .toLowerCase(java.util.Locale.ROOT)
              .getBytes(StandardCharsets.US_ASCII);
    }
  }

  /** Whether rows carry a hash and their number behind their columns, as work tables want it. */
  public enum Trailer {
    NONE,
    HASH_AND_ROW
  }

  private final List<Column> columns;
  private final ColumnType[] types;
  private final @Nullable Landing[] landings;
  private final int madeOrdinal;
  private final int legacyIdOrdinal;
  private final Trailer trailer;
  private byte[] buffer = new byte[SMALL];
  private int size;
  private int[] starts = new int[1024];
  private int[] rowNumbers = new int[1024];
  private int[] regions = new int[1024];
  private int rows;

  public CopyEncoder(PostgresTable table, Trailer trailer) {
    TargetTable target = table.target();
    columns = table.columns();
    types = target.columns().stream().map(c -> c.type()).toArray(ColumnType[]::new);
    landings = target.columns().stream().map(c -> c.landing()).toArray(Landing[]::new);
    madeOrdinal = target.key().made() ? target.ordinal(target.key().columns().get(0)) : -1;
    legacyIdOrdinal = target.has(LEGACY_ID) ? target.ordinal(LEGACY_ID) : -1;
    this.trailer = trailer;
  }

  /**
   * Appends a row, or the current one of a cursor.
   *
   * @param region the ordinal of its region, -1 for none; see {@link #region}
   * @param regionName UTF-8, null for none
   * @param shard -1 for none
   * @param hash what the trailer carries; null for none
   */
  public void append(
      EncodedRow from,
      int region,
      byte @Nullable [] regionName,
      int shard,
      int sourceId,
      byte @Nullable [] hash) {
    RowValues row = from.row();
    if (rows + 1 >= starts.length) {
      starts = Arrays.copyOf(starts, rows * 2);
      rowNumbers = Arrays.copyOf(rowNumbers, rows * 2);
      regions = Arrays.copyOf(regions, rows * 2);
    }
    starts[rows] = size;
    rowNumbers[rows] = from.rowNumber();
    regions[rows] = region;
    ensure(2);
    SHORT.set(buffer, size, (short) (columns.size() + (trailer == Trailer.NONE ? 0 : 2)));
    size += 2;
    for (Column column : columns) {
      switch (column.role()) {
        case VALUE -> value(row, column.ordinal(), from);
        case TAGGED_TEXT -> taggedText(row, column.ordinal());
        case TAGGED_CLASS -> taggedClass(row, column.ordinal());
        case REGION -> bytes(regionName);
        case SHARD -> integer(shard, shard < 0);
        case SOURCE -> integer(sourceId, false);
      }
    }
    if (trailer == Trailer.HASH_AND_ROW) {
      bytes(hash);
      integer(from.rowNumber(), false);
    }
    rows++;
    starts[rows] = size;
  }

  private void value(RowValues row, int ordinal, EncodedRow from) {
    if (ordinal == madeOrdinal) {
      byte[] identity = from.identity();
      bytes(
          identity.length == 16 ? identity : IdentityHash.occurrence(identity, from.occurrence()));
      return;
    }
    if (ordinal == legacyIdOrdinal) {
      byte[] other = from.legacyId();
      if (other != null) {
        bytes(other);
        return;
      }
    }
    if (row.isNull(ordinal)) {
      bytes(null);
      return;
    }
    switch (types[ordinal]) {
      case BIGINT, DOUBLE -> word(row.word(ordinal));
      case TIMESTAMPTZ -> word(Math.subtractExact(row.word(ordinal), EPOCH));
      case BOOLEAN -> {
        ensure(5);
        INT.set(buffer, size, 1);
        buffer[size + 4] = (byte) row.word(ordinal);
        size += 5;
      }
      case JSONB -> {
        int length = row.length(ordinal);
        ensure(Math.addExact(5, length));
        INT.set(buffer, size, length + 1);
        buffer[size + 4] = JSONB_VERSION;
        size += 5;
        raw(row.array(ordinal), row.offset(ordinal), length);
      }
      case TEXT, BYTEA, UUID -> bytes(row.array(ordinal), row.offset(ordinal), row.length(ordinal));
      case TAGGED -> landed(row, ordinal);
    }
  }

  /** A value of any class in the type of its column, which the census has found to take it. */
  private void landed(RowValues row, int ordinal) {
    Landing landing = landings[ordinal];
    if (landing == null) {
      throw new IllegalStateException("A tagged value without a type to land in");
    }
    byte[] array = row.array(ordinal);
    int offset = row.offset(ordinal);
    switch (landing.kind()) {
      case BIGINT, DOUBLE, TEXT, BYTEA -> {
        // What follows the tag is what the server takes.
        if (StorageClass.of(array[offset]) != landing.storageClass()) {
          throw misfit(landing);
        }
        bytes(array, offset + 1, row.length(ordinal) - 1);
      }
      case BOOLEAN -> {
        if (!Landing.isBoolean(array, offset)) {
          throw misfit(landing);
        }
        ensure(5);
        INT.set(buffer, size, 1);
        buffer[size + 4] = array[offset + 8];
        size += 5;
      }
      case NUMERIC -> {
        BigDecimal decimal = landing.decimal(array, offset);
        if (decimal == null) {
          throw misfit(landing);
        }
        bytes(BinaryNumeric.encode(decimal));
      }
      case DATE, TIMESTAMP -> {
        long micros = landing.micros(array, offset, row.length(ordinal));
        if (micros == TimeForm.NONE) {
          throw misfit(landing);
        }
        if (landing.kind() == Landing.Kind.DATE) {
          integer((int) Landing.day(micros - EPOCH), false);
        } else {
          word(micros - EPOCH);
        }
      }
      case MIXED -> throw new IllegalStateException("A value of mixed classes takes two columns");
      case ABSENT -> throw misfit(landing);
    }
  }

  private static IllegalStateException misfit(Landing landing) {
    return new IllegalStateException("A value that the census did not count for " + landing);
  }

  private void taggedText(RowValues row, int ordinal) {
    if (row.isNull(ordinal)) {
      bytes(null);
      return;
    }
    byte[] array = row.array(ordinal);
    int offset = row.offset(ordinal) + 1;
    int length = row.length(ordinal) - 1;
    switch (StorageClass.of(array[offset - 1])) {
      case INTEGER -> ascii(Long.toString((long) LONG.get(array, offset)));
      case REAL -> ascii(Double.toString(Double.longBitsToDouble((long) LONG.get(array, offset))));
      case TEXT -> bytes(array, offset, length);
      case BLOB -> ascii(HexFormat.of().formatHex(array, offset, offset + length));
      case NULL -> throw new IllegalStateException("NULL has no tagged form");
    }
  }

  private void taggedClass(RowValues row, int ordinal) {
    bytes(row.isNull(ordinal) ? null : CLASSES[row.array(ordinal)[row.offset(ordinal)]]);
  }

  private void ascii(String text) {
    bytes(text.getBytes(StandardCharsets.US_ASCII));
  }

  private void integer(int value, boolean absent) {
    ensure(8);
    INT.set(buffer, size, absent ? -1 : 4);
    INT.set(buffer, size + 4, value);
    size += absent ? 4 : 8;
  }

  private void word(long value) {
    ensure(12);
    INT.set(buffer, size, 8);
    LONG.set(buffer, size + 4, value);
    size += 12;
  }

  private void bytes(byte @Nullable [] value) {
    if (value == null) {
      ensure(4);
      INT.set(buffer, size, -1);
      size += 4;
    } else {
      bytes(value, 0, value.length);
    }
  }

  private void bytes(byte[] array, int offset, int length) {
    ensure(Math.addExact(4, length));
    INT.set(buffer, size, length);
    size += 4;
    raw(array, offset, length);
  }

  private void raw(byte[] array, int offset, int length) {
    System.arraycopy(array, offset, buffer, size, length);
    size += length;
  }

  private void ensure(int more) {
    int needed = Math.addExact(size, more);
    if (needed > buffer.length) {
      buffer =
          Arrays.copyOf(
              buffer, (int) Math.min(Integer.MAX_VALUE - 8, Math.max(needed, buffer.length * 2L)));
    }
  }

  public int rows() {
    return rows;
  }

  /** Bytes collected, without the header and the trailer of the format. */
  public int size() {
    return size;
  }

  byte[] array() {
    return buffer;
  }

  /** Where a row starts; of {@link #rows}, where the last one ends. */
  int start(int row) {
    return rows == 0 ? 0 : starts[row];
  }

  /** The position in its part of a collected row. */
  int rowNumber(int row) {
    return rowNumbers[row];
  }

  /** The region's ordinal of a collected row. */
  int region(int row) {
    return regions[row];
  }

  /** Forgets the rows; gives memory back that one large row took. */
  void clear() {
    rows = 0;
    size = 0;
    if (buffer.length > LARGE) {
      buffer = new byte[SMALL];
    }
  }
}
