package dev.prima.jobs.resolve;

import dev.prima.core.mapping.ColumnType;
import dev.prima.core.mapping.RowValues;
import dev.prima.core.mapping.TargetTable;
import org.jspecify.annotations.Nullable;

/** A row as Cassandra keeps it: its times end with the millisecond. A cursor, not thread-safe. */
public final class MilliTimes implements RowValues {
  private static final long MICROS_PER_MILLI = 1000;

  private final TargetTable table;
  private @Nullable RowValues row;

  public MilliTimes(TargetTable table) {
    this.table = table;
  }

  /** Moves to a row. */
  public MilliTimes at(RowValues newRow) {
    row = newRow;
    return this;
  }

  private RowValues row() {
    return java.util.Objects.requireNonNull(row, "no row yet");
  }

  @Override
  public boolean isNull(int column) {
    return row().isNull(column);
  }

  @Override
  public long word(int column) {
    long word = row().word(column);
    return table.columns().get(column).type() == ColumnType.TIMESTAMPTZ
        ? word - Math.floorMod(word, MICROS_PER_MILLI)
        : word;
  }

  @Override
  public byte[] array(int column) {
    return row().array(column);
  }

  @Override
  public int offset(int column) {
    return row().offset(column);
  }

  @Override
  public int length(int column) {
    return row().length(column);
  }
}
