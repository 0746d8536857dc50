package dev.prima.core.mapping;

/** Evaluates a table's {@link Precedence} for a row. Thread-safe; columns are looked up once. */
public final class Ranking {
  private final TargetTable table;
  private final int love;
  private final int[][] benefit;
  private final int[][] time;

  public Ranking(TargetTable table) {
    this.table = table;
    Precedence p = table.precedence();
    String loveColumn = p.love();
    love = loveColumn == null ? -1 : table.ordinal(loveColumn);
    benefit = p.benefit().stream().map(table::ordinals).toArray(int[][]::new);
    time = p.time().stream().map(table::ordinals).toArray(int[][]::new);
  }

  /** Higher wins; {@link Precedence#LOWEST} for none, for NaN and for a love outside 0..100. */
  public double love(RowValues row) {
    if (love < 0 || row.isNull(love)) {
      return Precedence.LOWEST;
    }
    double value = number(row, love);
    return value >= 0 && value <= 100 ? value + 0.0 : Precedence.LOWEST;
  }

  /** Whether the row has a love that ranks lowest because it is out of range. */
  public boolean loveOutOfRange(RowValues row) {
    return love >= 0 && !row.isNull(love) && Double.isInfinite(love(row));
  }

  /** Higher wins. */
  public double benefit(RowValues row) {
    for (int[] alternative : benefit) {
      double sum = 0;
      boolean any = false;
      for (int column : alternative) {
        if (!row.isNull(column) && !Double.isNaN(number(row, column))) {
          sum += number(row, column);
          any = true;
        }
      }
      if (any) {
        return Double.isNaN(sum) ? Precedence.LOWEST : sum + 0.0;
      }
    }
    return Precedence.LOWEST;
  }

  /** Microseconds since the epoch; later wins. */
  public long time(RowValues row) {
    for (int[] alternative : time) {
      long latest = Precedence.EARLIEST;
      for (int column : alternative) {
        if (!row.isNull(column)) {
          latest = Math.max(latest, row.word(column));
        }
      }
      if (latest != Precedence.EARLIEST) {
        return latest;
      }
    }
    return Precedence.EARLIEST;
  }

  private double number(RowValues row, int column) {
    return table.columns().get(column).type() == ColumnType.DOUBLE
        ? row.real(column)
        : row.word(column);
  }
}
