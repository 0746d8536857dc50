package dev.prima.core.schema;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * One value of any storage class as bytes: the class's code, then eight bytes big-endian for
 * INTEGER and REAL (raw bits), or the bytes of a TEXT or BLOB. The form in which rows that no
 * profile claims are staged, so that their exact class lives on until the types of the target are
 * decided. NULL has no tagged form: it is absent.
 */
public final class TaggedValue {
  private TaggedValue() {}

  /** The tagged form of a value that is not NULL. */
  public static byte[] encode(RowPage.Column column, int row) {
    StorageClass storageClass = column.storageClass(row);
    return switch (storageClass) {
      case NULL -> throw new IllegalArgumentException("NULL has no tagged form");
      case INTEGER, REAL ->
          ByteBuffer.allocate(9).put(storageClass.code()).putLong(column.word(row)).array();
      case TEXT, BLOB -> {
        long word = column.word(row);
        byte[] tagged = new byte[1 + RowPage.sliceLength(word)];
        tagged[0] = storageClass.code();
        System.arraycopy(
            column.heap(), RowPage.sliceOffset(word), tagged, 1, RowPage.sliceLength(word));
        yield tagged;
      }
    };
  }

  public static StorageClass storageClass(byte[] tagged) {
    return StorageClass.of(tagged[0]);
  }

  /** The integer, or a REAL's raw bits. */
  public static long word(byte[] tagged) {
    return ByteBuffer.wrap(tagged, 1, 8).getLong();
  }

  /** The bytes of a TEXT or BLOB. */
  public static byte[] bytes(byte[] tagged) {
    return Arrays.copyOfRange(tagged, 1, tagged.length);
  }

  /** Tags an integer. */
  public static byte[] integer(long value) {
    return ByteBuffer.allocate(9).put(StorageClass.INTEGER.code()).putLong(value).array();
  }

  /** Tags a REAL. */
  public static byte[] real(double value) {
    return ByteBuffer.allocate(9)
        .put(StorageClass.REAL.code())
        .putLong(Double.doubleToRawLongBits(value))
        .array();
  }

  /** Tags the bytes of a TEXT or BLOB. */
  public static byte[] bytes(StorageClass storageClass, byte[] bytes) {
    return ByteBuffer.allocate(1 + bytes.length).put(storageClass.code()).put(bytes).array();
  }
}
