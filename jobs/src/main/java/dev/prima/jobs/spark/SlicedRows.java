package dev.prima.jobs.spark;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Supplier;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.TaskCompletionListener;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one slice after the other. No more than one slice is open at a time; the one that is
 * when its task ends, however it ends, is closed then. Not thread-safe.
 */
public final class SlicedRows implements Iterator<Row> {
  private static final int TASKS_PER_CORE = 4;
  private static final int SLICES_PER_TASK = 4;

  private final Iterator<Supplier<Slice>> slices;
  private @Nullable Slice open;
  private @Nullable Row ready;

  /** Rows that are read from a store. */
  public interface Slice extends AutoCloseable {
    /** The next row; null after the last. */
    @Nullable Row next();

    @Override
    void close();
  }

  /**
   * In how many tasks to read slices: several a task, lest every small one costs a task of its own,
   * but no more than a few where there are many, for a task that is cut off begins anew.
   */
  public static int tasks(SparkSession spark, int slices) {
    return Math.min(slices, Math.max(fewTasks(spark), slices / SLICES_PER_TASK));
  }

  /** In how many to read what is not much. */
  public static int fewTasks(SparkSession spark) {
    return Math.max(2, spark.sparkContext().defaultParallelism() * TASKS_PER_CORE);
  }

  /**
   * @param slices each opened when it is its turn
   */
  public SlicedRows(Iterator<Supplier<Slice>> slices) {
    this.slices = slices;
    TaskContext context = TaskContext.get();
    if (context != null) {
      context.addTaskCompletionListener((TaskCompletionListener) done -> close());
    }
  }

  @Override
  public boolean hasNext() {
    while (ready == null) {
      if (open == null) {
        if (!slices.hasNext()) {
          return false;
        }
        open = slices.next().get();
      }
      ready = open.next();
      if (ready == null) {
        close();
      }
    }
    return true;
  }

  @Override
  public Row next() {
    if (!hasNext() || ready == null) {
      throw new NoSuchElementException();
    }
    Row row = ready;
    ready = null;
    return row;
  }

  private void close() {
    if (open != null) {
      open.close();
      open = null;
    }
  }
}
