package dev.prima.jobs.reconcile;

import dev.prima.core.mapping.RowValues;
import dev.prima.core.mapping.TargetTable;
import dev.prima.jobs.spark.Schemas;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A row that is filled cell by cell, with values in the forms of {@link Schemas#value}. */
final class Cells implements RowValues {
  private final @Nullable Object[] cells;

  Cells(TargetTable table) {
    cells = new @Nullable Object[table.columns().size()];
  }

  void set(int column, @Nullable Object value) {
    cells[column] = value instanceof String text ? text.getBytes(StandardCharsets.UTF_8) : value;
  }

  @Override
  public boolean isNull(int column) {
    return cells[column] == null;
  }

  @Override
  public long word(int column) {
    Object value = cells[column];
    if (value instanceof Double real) {
      return Double.doubleToRawLongBits(real);
    }
    if (value instanceof Boolean truth) {
      return truth ? 1 : 0;
    }
    if (value instanceof Number number) {
      return number.longValue();
    }
    throw new IllegalStateException("Column " + column + " holds no word");
  }

  @Override
  public byte[] array(int column) {
    if (cells[column] instanceof byte[] bytes) {
      return bytes;
    }
    throw new IllegalStateException("Column " + column + " holds no bytes");
  }

  @Override
  public int offset(int column) {
    return 0;
  }

  @Override
  public int length(int column) {
    return array(column).length;
  }
}
