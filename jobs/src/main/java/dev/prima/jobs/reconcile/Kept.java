package dev.prima.jobs.reconcile;

import dev.prima.jobs.spark.Divided;
import dev.prima.jobs.spark.JsonForm;
import dev.prima.jobs.spark.SparkSessions;
import dev.prima.jobs.spark.Spool;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;
import org.jspecify.annotations.Nullable;

/**
 * Rows that are needed more than once, until this is closed: on the executors' disks, or in the
 * files of a spool. Thread-safe.
 */
final class Kept implements AutoCloseable {
  private final Deque<Dataset<Row>> datasets = new ConcurrentLinkedDeque<>();
  private final @Nullable Spool spool;

  Kept() {
    this(null);
  }

  /**
   * @param spool that holds what another process read before; null for none
   */
  Kept(@Nullable Spool spool) {
    this.spool = spool;
  }

  /** Keeps them from the first job on. */
  Dataset<Row> keep(Dataset<Row> rows) {
    Dataset<Row> kept = SparkSessions.packed(rows).persist(StorageLevel.DISK_ONLY());
    datasets.push(kept);
    return kept;
  }

  /** Whether rows may be there that another process read. */
  boolean spools() {
    return spool != null;
  }

  /**
   * The same of rows that are costly to read.
   *
   * @param name by which a spool knows them
   */
  Dataset<Row> keep(String name, Divided rows) {
    return spool == null
        ? keep(rows.rows())
        : spool.keep(name, rows.with(SparkSessions.packed(rows.rows())));
  }

  /**
   * What is made of such rows; if it was made before, that.
   *
   * @param name by which a spool knows it
   */
  <T> T answer(String name, Supplier<T> make, JsonForm<T> form) {
    return spool == null ? make.get() : spool.answer(name, make, form);
  }

  @Override
  public void close() {
    datasets.forEach(d -> d.unpersist(false));
    datasets.clear();
    if (spool != null) {
      spool.release();
    }
  }
}
