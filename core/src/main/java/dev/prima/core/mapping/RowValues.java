package dev.prima.core.mapping;

/**
 * A cursor on the values of one row, by column ordinal of its target table. What it returns is
 * valid until it moves.
 */
public interface RowValues {
  boolean isNull(int column);

  /** The word of a column whose type is not {@linkplain ColumnType#isBytes() bytes}. */
  long word(int column);

  /**
   * The array that holds the bytes of a column, from {@link #offset} on, {@link #length} of them.
   */
  byte[] array(int column);

  int offset(int column);

  int length(int column);

  /** A copy of the bytes of a column. */
  default byte[] bytes(int column) {
    return java.util.Arrays.copyOfRange(
        array(column), offset(column), offset(column) + length(column));
  }

  default double real(int column) {
    return Double.longBitsToDouble(word(column));
  }
}
