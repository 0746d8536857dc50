package dev.prima.core.schema;

import java.util.Arrays;

/**
 * A page of rows as SQLite stored them, column by column, each value with its exact storage class.
 *
 * <p>Shape: one row per source row in reading order; {@link #rowId} is its rowid, or its ordinal
 * where the table has none. Numbers stand in words (a REAL as its raw bits), text and blobs as
 * slices of a heap per column, text in UTF-8 exactly as stored, which may be invalid. Behind the
 * table's columns come those of {@link MadeKeys}: an INTEGER, or NULL where the value stays.
 *
 * <p>Append-only, then read-only; one thread at a time. Memory is bounded by whoever fills it, who
 * watches {@link #bytes()} and {@link #rows()}.
 */
public final class RowPage {
  /** Many pages of a few rows each must not take more than their rows. */
  private static final int FEW = 16;

  private final Column[] columns;
  private long[] rowIds = new long[FEW];
  private int rows;

  public RowPage(int columnCount) {
    columns = new Column[columnCount];
    for (int c = 0; c < columnCount; c++) {
      columns[c] = new Column();
    }
  }

  /** Opens the next row; a value is then appended to every column, in any order. */
  public void beginRow(long rowId) {
    if (rows == rowIds.length) {
      rowIds = Arrays.copyOf(rowIds, rows * 2);
    }
    rowIds[rows++] = rowId;
  }

  public int rows() {
    return rows;
  }

  public long rowId(int row) {
    return rowIds[row];
  }

  public int columnCount() {
    return columns.length;
  }

  public Column column(int index) {
    return columns[index];
  }

  /** Bytes that the values take, heaps included. */
  public long bytes() {
    long sum = 8L * rows;
    for (Column c : columns) {
      sum += 9L * c.size + c.heapSize;
    }
    return sum;
  }

  /** The values of one column. */
  public static final class Column {
    private byte[] classes = new byte[FEW];
    private long[] words = new long[FEW];
    private byte[] heap = new byte[FEW];
    private int size;
    private int heapSize;

    public void appendNull() {
      append(StorageClass.NULL, 0);
    }

    public void appendInteger(long value) {
      append(StorageClass.INTEGER, value);
    }

    public void appendReal(double value) {
      append(StorageClass.REAL, Double.doubleToRawLongBits(value));
    }

    public void appendText(byte[] utf8) {
      appendText(utf8, 0, utf8.length);
    }

    /** A text that stands within an array. */
    public void appendText(byte[] array, int offset, int length) {
      appendBytes(StorageClass.TEXT, array, offset, length);
    }

    public void appendBlob(byte[] bytes) {
      appendBlob(bytes, 0, bytes.length);
    }

    /** A blob that stands within an array. */
    public void appendBlob(byte[] array, int offset, int length) {
      appendBytes(StorageClass.BLOB, array, offset, length);
    }

    /** The same value as another column has. */
    public void append(Column other, int row) {
      switch (other.storageClass(row)) {
        case TEXT -> appendText(other.bytes(row));
        case BLOB -> appendBlob(other.bytes(row));
        default -> append(other.storageClass(row), other.word(row));
      }
    }

    private void appendBytes(StorageClass storageClass, byte[] array, int offset, int length) {
      int needed = Math.addExact(heapSize, length);
      if (needed > heap.length) {
        heap =
            Arrays.copyOf(
                heap, Math.max(needed, (int) Math.min(Integer.MAX_VALUE - 8, heap.length * 2L)));
      }
      System.arraycopy(array, offset, heap, heapSize, length);
      append(storageClass, slice(heapSize, length));
      heapSize = needed;
    }

    private void append(StorageClass storageClass, long word) {
      if (size == classes.length) {
        classes = Arrays.copyOf(classes, size * 2);
        words = Arrays.copyOf(words, size * 2);
      }
      classes[size] = storageClass.code();
      words[size++] = word;
    }

    public StorageClass storageClass(int row) {
      return StorageClass.of(classes[row]);
    }

    public long integer(int row) {
      return words[row];
    }

    public double real(int row) {
      return Double.longBitsToDouble(words[row]);
    }

    /** The raw word: an integer, a REAL's bits, or a slice of {@link #heap()}. */
    public long word(int row) {
      return words[row];
    }

    /** Text and blobs of this column; not to be written to. */
    public byte[] heap() {
      return heap;
    }

    /** A copy of the text's or blob's bytes. */
    public byte[] bytes(int row) {
      int from = sliceOffset(words[row]);
      return Arrays.copyOfRange(heap, from, from + sliceLength(words[row]));
    }
  }

  /** Packs a slice of a heap into a word. */
  public static long slice(int offset, int length) {
    return (long) offset << 32 | length;
  }

  public static int sliceOffset(long word) {
    return (int) (word >>> 32);
  }

  public static int sliceLength(long word) {
    return (int) word;
  }
}
