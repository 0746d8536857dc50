package dev.prima.jobs.spark;

import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import org.apache.spark.Partition;
import org.apache.spark.TaskContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.columnar.CachedBatch;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/** Where the rows of each partition stand in a {@link Spool}, which are written if they do not. */
final class SpooledRows extends RDD<CachedBatch> {
  private static final long serialVersionUID = 1L;

  private static final ClassTag<CachedBatch> BATCH = ClassTag$.MODULE$.apply(CachedBatch.class);

  private final RDD<CachedBatch> read;
  private final String folder;
  private final HadoopSettings settings;

  /** Of the driver: attempts are numbered from 0 by each. */
  private final String process = UUID.randomUUID().toString();

  SpooledRows(RDD<CachedBatch> read, String folder, HadoopSettings settings) {
    super(read, BATCH);
    this.read = read;
    this.folder = folder;
    this.settings = settings;
  }

  @Override
  public Partition[] getPartitions() {
    return read.partitions();
  }

  @Override
  public Iterator<CachedBatch> compute(Partition partition, TaskContext task) {
    SpoolFile file = new SpoolFile(folder, partition.index(), settings.get());
    Optional<SpooledBatch[]> standing = file.standing();
    SpooledBatch[] batches =
        standing.isPresent()
            ? standing.get()
            : file.write(
                CollectionConverters.asJava(read.iterator(partition, task)),
                process + "-" + task.taskAttemptId());
    return CollectionConverters.asScala(Arrays.<CachedBatch>asList(batches).iterator());
  }
}
