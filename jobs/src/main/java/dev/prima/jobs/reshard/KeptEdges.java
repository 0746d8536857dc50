package dev.prima.jobs.reshard;

import dev.prima.core.error.PrimaException;
import dev.prima.jobs.staging.StagingError;
import java.io.IOException;
import java.util.function.Supplier;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Edges in a folder, all of them or none: another process that places the same agents by the same
 * edges need not weigh them again.
 */
public final class KeptEdges {
  private static final String COMPLETE = "_SUCCESS";

  private final JavaSparkContext spark;
  private final Path folder;

  /**
   * @param folder a Hadoop URI; nothing else may stand there
   */
  public KeptEdges(JavaSparkContext spark, String folder) {
    this.spark = spark;
    this.folder = new Path(folder);
  }

  /**
   * The edges.
   *
   * @param weighed makes them where they are not there
   */
  EdgeRows of(Supplier<JavaRDD<EdgeChunk>> weighed) {
    try {
      FileSystem files = folder.getFileSystem(spark.hadoopConfiguration());
      if (!files.exists(new Path(folder, COMPLETE))) {
        files.delete(folder, true);
        weighed.get().saveAsObjectFile(folder.toString());
      }
    } catch (IOException e) {
      throw new PrimaException(
          StagingError.WRITE_FAILED, "The edges cannot be kept in " + folder, e);
    }
    return EdgeRows.of(spark.objectFile(folder.toString()));
  }
}
