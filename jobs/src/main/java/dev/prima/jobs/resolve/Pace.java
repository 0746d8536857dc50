package dev.prima.jobs.resolve;

import java.io.Serializable;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.apache.spark.sql.SparkSession;

/**
 * How fast one task may read from a target. Tasks share the limit of the whole evenly, whether all
 * of them run or not: the limit holds on any number of machines without talk between them.
 *
 * @param rowsPerSecond of one task; {@link Double#POSITIVE_INFINITY} for no limit
 */
public record Pace(double rowsPerSecond) implements Serializable {
  public static final Pace UNLIMITED = new Pace(Double.POSITIVE_INFINITY);

  private static final int ROWS_BETWEEN_LOOKS = 64;

  /**
   * @param maxRowsPerSecond from each target
   */
  public static Pace of(SparkSession spark, Optional<Integer> maxRowsPerSecond) {
    return maxRowsPerSecond
        .map(max -> new Pace((double) max / spark.sparkContext().defaultParallelism()))
        .orElse(UNLIMITED);
  }

  /** The same rows, no faster than this. */
  public <T> Iterator<T> of(Iterator<T> rows) {
    return Double.isInfinite(rowsPerSecond) ? rows : of(rows, Time.REAL);
  }

  /** The same by another clock. */
  <T> Iterator<T> of(Iterator<T> rows, Time time) {
    return new Paced<>(rows, rowsPerSecond, time);
  }

  /** Nanoseconds, and a way to let some pass. */
  interface Time {
    Time REAL =
        new Time() {
          @Override
          public long now() {
            return System.nanoTime();
          }

          @Override
          public void pass(long nanos) {
            LockSupport.parkNanos(nanos);
            if (Thread.interrupted()) {
              throw new IllegalStateException("Interrupted while keeping the pace");
            }
          }
        };

    long now();

    /** Returns when they have passed, or earlier. */
    void pass(long nanos);
  }

  private static final class Paced<T> implements Iterator<T> {
    private final Iterator<T> rows;
    private final double rowsPerSecond;
    private final Time time;
    private final long start;
    private long given;

    Paced(Iterator<T> rows, double rowsPerSecond, Time time) {
      this.time = time;
      start = time.now();
      this.rows = rows;
      this.rowsPerSecond = rowsPerSecond;
    }

    @Override
    public boolean hasNext() {
      return rows.hasNext();
    }

    @Override
    public T next() {
      if (given % ROWS_BETWEEN_LOOKS == 0) {
        long due = start + (long) (given / rowsPerSecond * 1e9);
        for (long left = due - time.now(); left > 0; left = due - time.now()) {
          time.pass(left);
        }
      }
      given++;
      return rows.next();
    }
  }
}
