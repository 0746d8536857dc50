package dev.prima.jobs.spark;

import dev.prima.core.mapping.RowValues;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * The row of a batch of columns at which a cursor stands. Text is not copied: it is seen in the
 * array that holds the column's batch.
 */
final class VectorRow implements RowValues {
  private static final byte[] EMPTY = {};

  /** How a word comes out of a vector. */
  private enum Kind {
    LONG,
    DOUBLE,
    BOOLEAN,
    TEXT,
    BINARY
  }

  private final int first;
  private final ColumnVector[] columns;
  private final Kind[] kinds;
  private int rows;
  private int at = -1;
  private int located = -1;
  private byte[] array = EMPTY;
  private int offset;
  private int length;

  /**
   * @param batch the one that the reader fills again and again
   * @param first how many technical columns it has before those of the table
   */
  VectorRow(ColumnarBatch batch, int first) {
    this.first = first;
    columns = new ColumnVector[batch.numCols()];
    kinds = new Kind[columns.length];
    for (int c = 0; c < columns.length; c++) {
      columns[c] = batch.column(c);
      kinds[c] = kind(columns[c].dataType());
    }
  }

  private static Kind kind(DataType type) {
    if (type instanceof DoubleType) {
      return Kind.DOUBLE;
    }
    if (type instanceof BooleanType) {
      return Kind.BOOLEAN;
    }
    if (type instanceof StringType) {
      return Kind.TEXT;
    }
    return type.sameType(DataTypes.BinaryType) ? Kind.BINARY : Kind.LONG;
  }

  /** Stands at the first row of a batch of so many. */
  void start(int batchRows) {
    rows = batchRows;
    at = 0;
    located = -1;
  }

  /** Moves within the batch; false after its last row. */
  boolean next() {
    if (at + 1 >= rows) {
      return false;
    }
    at++;
    located = -1;
    return true;
  }

  int at() {
    return at;
  }

  ColumnVector technical(int column) {
    return columns[column];
  }

  @Override
  public boolean isNull(int column) {
    return columns[first + column].isNullAt(at);
  }

  @Override
  public long word(int column) {
    ColumnVector vector = columns[first + column];
    return switch (kinds[first + column]) {
      case LONG -> vector.getLong(at);
      case DOUBLE -> Double.doubleToRawLongBits(vector.getDouble(at));
      case BOOLEAN -> vector.getBoolean(at) ? 1 : 0;
      case TEXT, BINARY ->
          throw new IllegalArgumentException("Column " + column + " holds bytes, not a word");
    };
  }

  @Override
  public byte[] array(int column) {
    locate(column);
    return array;
  }

  @Override
  public int offset(int column) {
    locate(column);
    return offset;
  }

  @Override
  public int length(int column) {
    locate(column);
    return length;
  }

  private void locate(int column) {
    if (located == column) {
      return;
    }
    located = column;
    ColumnVector vector = columns[first + column];
    if (kinds[first + column] == Kind.TEXT) {
      UTF8String text = vector.getUTF8String(at);
      if (text.getBaseObject() instanceof byte[] bytes) {
        array = bytes;
        offset = (int) (text.getBaseOffset() - Platform.BYTE_ARRAY_OFFSET);
        length = text.numBytes();
        return;
      }
      array = text.getBytes();
    } else {
      array = vector.getBinary(at);
    }
    offset = 0;
    length = array.length;
  }
}
