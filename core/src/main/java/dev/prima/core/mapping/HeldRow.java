package dev.prima.core.mapping;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/**
 * The values of one row in one array of bytes, which can be kept and sent anywhere: of each column
 * the length in four bytes, -1 for NULL, and the word or the bytes. Immutable.
 */
public final class HeldRow implements RowValues {
  private static final int NULL = -1;

  private final byte[] packed;
  private final int[] starts;
  private final int[] lengths;

  /**
   * @param packed what {@link #pack} made of a row with as many columns
   */
  public HeldRow(int columns, byte[] packed) {
    this.packed = packed;
    starts = new int[columns];
    lengths = new int[columns];
    ByteBuffer in = ByteBuffer.wrap(packed);
    for (int c = 0; c < columns; c++) {
      lengths[c] = in.getInt();
      starts[c] = in.position();
      in.position(starts[c] + Math.max(0, lengths[c]));
    }
  }

  /** All values of a row of this table. */
  public static byte[] pack(TargetTable table, RowValues row) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int c = 0; c < table.columns().size(); c++) {
      if (row.isNull(c)) {
        out.writeBytes(ByteBuffer.allocate(4).putInt(NULL).array());
      } else if (table.columns().get(c).type().isBytes()) {
        int length = row.length(c);
        out.writeBytes(ByteBuffer.allocate(4).putInt(length).array());
        out.write(row.array(c), row.offset(c), length);
      } else {
        out.writeBytes(ByteBuffer.allocate(12).putInt(8).putLong(row.word(c)).array());
      }
    }
    return out.toByteArray();
  }

  @Override
  public boolean isNull(int column) {
    return lengths[column] == NULL;
  }

  @Override
  public long word(int column) {
    return ByteBuffer.wrap(packed, starts[column], 8).getLong();
  }

  @Override
  public byte[] array(int column) {
    return packed;
  }

  @Override
  public int offset(int column) {
    return starts[column];
  }

  @Override
  public int length(int column) {
    return lengths[column];
  }
}
