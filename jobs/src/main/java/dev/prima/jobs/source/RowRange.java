package dev.prima.jobs.source;

import java.io.Serializable;

/** A range of rows by rowid, or by ordinal from 1 where there is none; both ends are in it. */
public record RowRange(long from, long to) implements Serializable {
  /** Every row. */
  public static final RowRange ALL = new RowRange(Long.MIN_VALUE, Long.MAX_VALUE);

  /** What is left of it after a row. Empty, that is {@code from > to}, after its last. */
  public RowRange after(long row) {
    return row >= to ? new RowRange(1, 0) : new RowRange(row + 1, to);
  }

  public boolean isEmpty() {
    return from > to;
  }
}
