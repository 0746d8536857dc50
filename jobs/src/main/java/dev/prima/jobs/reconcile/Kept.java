package dev.prima.jobs.reconcile;

import dev.prima.jobs.spark.SparkSessions;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/**
 * Rows that are needed more than once, on the executors' disks until this is closed. Thread-safe.
 */
final class Kept implements AutoCloseable {
  private final Deque<Dataset<Row>> datasets = new ConcurrentLinkedDeque<>();

  /** Keeps them from the first job on. */
  Dataset<Row> keep(Dataset<Row> rows) {
    Dataset<Row> kept = SparkSessions.packed(rows).persist(StorageLevel.DISK_ONLY());
    datasets.push(kept);
    return kept;
  }

  @Override
  public void close() {
    datasets.forEach(d -> d.unpersist(false));
    datasets.clear();
  }
}
