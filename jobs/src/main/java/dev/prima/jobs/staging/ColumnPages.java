package dev.prima.jobs.staging;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.PageWriter;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.io.api.Binary;

/**
 * Encodes the values of one column of a part as Parquet data pages, version 1: plain values, and
 * where the column may be null a bit for each that tells whether it is there. Parquet's own column
 * writers do the same at several times the cost, for they take a value through half a dozen calls
 * that differ by column.
 *
 * <p>Not thread-safe. {@link #end} must be called after the last value.
 *
 * @see <a href="https://parquet.apache.org/docs/file-format/data-pages/">Parquet: data pages,
 *     encodings</a>
 */
final class ColumnPages {
  /** A page is closed once it is as large as this; a single value may make it larger. */
  private static final int PAGE_BYTES = 1 << 20;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private final PageWriter pages;
  private final ColumnDescriptor column;
  private final boolean optional;
  private final Buffers buffers;
  private int size;
  private int values;
  private int present;
  private int bits;
  private long leastWord;
  private long greatestWord;
  private double leastReal;
  private double greatestReal;
  private final Slice least = new Slice();
  private final Slice greatest = new Slice();
  private Kind kind = Kind.NONE;

  /** What the statistics of a page are taken of. */
  private enum Kind {
    NONE,
    LONG,
    INT,
    DOUBLE,
    BOOLEAN,
    BINARY
  }

  /** Memory for a page, used for one column after the other. */
  static final class Buffers {
    private byte[] bytes = new byte[PAGE_BYTES + (PAGE_BYTES >> 2)];
    private byte[] presence = new byte[1 << 14];

    private void ensure(int size) {
      if (size > bytes.length) {
        bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 8, size * 3L / 2));
      }
    }
  }

  /** Bytes within an array. */
  private static final class Slice {
    private byte[] array = new byte[0];
    private int from;
    private int to;

    void set(byte[] newArray, int offset, int length) {
      array = newArray;
      from = offset;
      to = offset + length;
    }

    int compare(byte[] other, int offset, int length) {
      return Arrays.compareUnsigned(array, from, to, other, offset, offset + length);
    }

    Binary copy() {
      return Binary.fromConstantByteArray(Arrays.copyOfRange(array, from, to));
    }
  }

  ColumnPages(PageWriter pages, ColumnDescriptor column, Buffers buffers) {
    this.pages = pages;
    this.column = column;
    this.buffers = buffers;
    optional = column.getMaxDefinitionLevel() > 0;
  }

  void addNull() throws IOException {
    next(false, 0);
  }

  void addLong(long value) throws IOException {
    bound(Kind.LONG, value, Long.BYTES);
    LONG.set(buffers.bytes, size, value);
    size += Long.BYTES;
  }

  void addInt(int value) throws IOException {
    bound(Kind.INT, value, Integer.BYTES);
    INT.set(buffers.bytes, size, value);
    size += Integer.BYTES;
  }

  void addBoolean(boolean value) throws IOException {
    int bit = value ? 1 : 0;
    bound(Kind.BOOLEAN, bit, 1);
    if ((bits & 7) == 0) {
      buffers.bytes[size++] = 0;
    }
    buffers.bytes[size - 1] |= (byte) (bit << (bits & 7));
    bits++;
  }

  /** Makes room for a word and takes it into the bounds of its page. */
  private void bound(Kind of, long value, int bytes) throws IOException {
    if (next(true, bytes)) {
      kind = of;
      leastWord = value;
      greatestWord = value;
    } else {
      leastWord = Math.min(leastWord, value);
      greatestWord = Math.max(greatestWord, value);
    }
  }

  void addDouble(double value) throws IOException {
    if (next(true, Double.BYTES)) {
      kind = Kind.DOUBLE;
      leastReal = value;
      greatestReal = value;
    } else {
      // NaN counts as the greatest and is seen by the statistics, which then give no bounds.
      if (Double.compare(value, leastReal) < 0) {
        leastReal = value;
      }
      if (Double.compare(value, greatestReal) > 0) {
        greatestReal = value;
      }
    }
    LONG.set(buffers.bytes, size, Double.doubleToRawLongBits(value));
    size += Double.BYTES;
  }

  void addBytes(byte[] array, int offset, int length) throws IOException {
    if (next(true, Math.addExact(Integer.BYTES, length))) {
      kind = Kind.BINARY;
      least.set(array, offset, length);
      greatest.set(array, offset, length);
    } else if (least.compare(array, offset, length) > 0) {
      least.set(array, offset, length);
    } else if (greatest.compare(array, offset, length) < 0) {
      greatest.set(array, offset, length);
    }
    INT.set(buffers.bytes, size, length);
    System.arraycopy(array, offset, buffers.bytes, size + Integer.BYTES, length);
    size += Integer.BYTES + length;
  }

  /** Makes room for a value; true if it is the first of its page that is there. */
  private boolean next(boolean there, int bytes) throws IOException {
    if (size >= PAGE_BYTES) {
      end();
    }
    buffers.ensure(Math.addExact(size, bytes));
    if (optional) {
      int index = values >> 3;
      if (index == buffers.presence.length) {
        buffers.presence = Arrays.copyOf(buffers.presence, 2 * index);
      }
      if ((values & 7) == 0) {
        buffers.presence[index] = 0;
      }
      if (there) {
        buffers.presence[index] |= (byte) (1 << (values & 7));
      }
    }
    values++;
    return there && present++ == 0;
  }

  /** Writes what is left as a page. */
  void end() throws IOException {
    if (values == 0) {
      return;
    }
    BytesInput body = BytesInput.from(buffers.bytes, 0, size);
    BytesInput levels = levels();
    pages.writePage(
        optional ? BytesInput.concat(BytesInput.fromInt((int) levels.size()), levels, body) : body,
        values,
        values,
        statistics(),
        Encoding.BIT_PACKED, // Nothing repeats: these levels take no bytes.
        optional ? Encoding.RLE : Encoding.BIT_PACKED,
        Encoding.PLAIN);
    size = 0;
    values = 0;
    present = 0;
    bits = 0;
    kind = Kind.NONE;
  }

  /** One run: repeated where all values are there or none is, else a bit a value. */
  private BytesInput levels() {
    if (present == values || present == 0) {
      return BytesInput.concat(
          BytesInput.fromUnsignedVarInt(values << 1),
          BytesInput.from(new byte[] {(byte) (present == 0 ? 0 : 1)}));
    }
    int groups = (values + 7) >> 3;
    return BytesInput.concat(
        BytesInput.fromUnsignedVarInt(groups << 1 | 1),
        BytesInput.from(buffers.presence, 0, groups));
  }

  /** Bounds that filters rely on: a page without them would count as one of nulls alone. */
  private Statistics<?> statistics() {
    Statistics<?> statistics = Statistics.createStats(column.getPrimitiveType());
    statistics.incrementNumNulls(values - present);
    switch (kind) {
      case NONE -> {}
      case LONG -> {
        statistics.updateStats(leastWord);
        statistics.updateStats(greatestWord);
      }
      case INT -> {
        statistics.updateStats((int) leastWord);
        statistics.updateStats((int) greatestWord);
      }
      case DOUBLE -> {
        statistics.updateStats(leastReal);
        statistics.updateStats(greatestReal);
      }
      case BOOLEAN -> {
        statistics.updateStats(leastWord != 0);
        statistics.updateStats(greatestWord != 0);
      }
      case BINARY -> {
        statistics.updateStats(least.copy());
        statistics.updateStats(greatest.copy());
      }
    }
    return statistics;
  }
}
