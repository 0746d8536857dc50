package dev.prima.jobs.staging;

import dev.prima.core.mapping.RowValues;
import java.nio.ByteBuffer;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;

/**
 * The values of one staged row in primitive slots, technical columns first; Parquet writes into
 * them as it assembles the row.
 */
final class RowSlots extends GroupConverter implements RowValues {
  private static final byte[] EMPTY = {};

  private final int first = StagingSchema.TECHNICAL.size();
  private final Slot[] slots;
  private final boolean[] present;
  private final long[] words;
  private final byte[][] arrays;
  private final int[] offsets;
  private final int[] lengths;

  RowSlots(int columns) {
    int size = first + columns;
    slots = new Slot[size];
    present = new boolean[size];
    words = new long[size];
    arrays = new byte[size][];
    offsets = new int[size];
    lengths = new int[size];
    for (int i = 0; i < size; i++) {
      slots[i] = new Slot(i);
      arrays[i] = EMPTY;
    }
  }

  /** The word of a technical column. */
  long technicalWord(int field) {
    return words[field];
  }

  /** A copy of the bytes of a technical column. */
  byte[] technicalBytes(int field) {
    return java.util.Arrays.copyOfRange(
        arrays[field], offsets[field], offsets[field] + lengths[field]);
  }

  @Override
  public Converter getConverter(int fieldIndex) {
    return slots[fieldIndex];
  }

  @Override
  public void start() {
    java.util.Arrays.fill(present, false);
  }

  @Override
  public void end() {}

  @Override
  public boolean isNull(int column) {
    return !present[first + column];
  }

  @Override
  public long word(int column) {
    return words[first + column];
  }

  @Override
  public byte[] array(int column) {
    return arrays[first + column];
  }

  @Override
  public int offset(int column) {
    return offsets[first + column];
  }

  @Override
  public int length(int column) {
    return lengths[first + column];
  }

  private final class Slot extends PrimitiveConverter {
    private final int index;

    Slot(int index) {
      this.index = index;
    }

    @Override
    public void addLong(long value) {
      words[index] = value;
      present[index] = true;
    }

    @Override
    public void addInt(int value) {
      addLong(value);
    }

    @Override
    public void addDouble(double value) {
      addLong(Double.doubleToRawLongBits(value));
    }

    @Override
    public void addBoolean(boolean value) {
      addLong(value ? 1 : 0);
    }

    @Override
    public void addBinary(Binary value) {
      ByteBuffer bytes = value.toByteBuffer();
      if (bytes.hasArray()) {
        arrays[index] = bytes.array();
        offsets[index] = bytes.arrayOffset() + bytes.position();
      } else {
        arrays[index] = value.getBytes();
        offsets[index] = 0;
      }
      lengths[index] = value.length();
      present[index] = true;
    }
  }
}
