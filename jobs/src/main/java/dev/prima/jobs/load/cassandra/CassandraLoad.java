package dev.prima.jobs.load.cassandra;

import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.servererrors.UnauthorizedException;
import dev.prima.core.error.PrimaException;
import dev.prima.jobs.cassandra.CassandraCluster;
import dev.prima.jobs.cassandra.CassandraCluster.Grouping;
import dev.prima.jobs.cassandra.CassandraError;
import dev.prima.jobs.cassandra.GlobalTable;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/**
 * Writes rows into a table of the global store. Each write bears the given time, so that writing
 * the same rows again, by a task that is tried again or by a resume, changes nothing; nulls are
 * left unset and so neither erase what stands nor make tombstones.
 */
public final class CassandraLoad {
  private static final String FORMAT = "org.apache.spark.sql.cassandra";

  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final Duration PAUSE = Duration.ofMillis(100);

  private static final Pattern WRAPPED =
      Pattern.compile(
          "latest exception was\\s+(.*?)\\s+Please check the executor logs", Pattern.DOTALL);

  private final CassandraCluster cluster;
  private final GlobalTable table;
  private final Map<String, String> place;

  private CassandraLoad(CassandraCluster cluster, GlobalTable table) {
    this.cluster = cluster;
    this.table = table;
    place = Map.of("keyspace", cluster.keyspace().name(), "table", table.name());
  }

  public static CassandraLoad into(CassandraCluster cluster, GlobalTable table) {
    return new CassandraLoad(cluster, table);
  }

  /**
   * Runs a job and returns when all rows stand. Throws {@link CassandraError#WRITE_FAILED} or
   * {@link CassandraError#PERMISSION}; rows written until then stay.
   *
   * @param rows as {@link GlobalRows} gives them
   * @param writeTimeMicros microseconds since the epoch, above 0: 0 would mean now
   */
  public void write(Dataset<Row> rows, long writeTimeMicros) {
    write(rows, writeTimeMicros, Map.of());
  }

  /** Writes rows over others that stand: what is null in them is erased there. */
  public void replace(Dataset<Row> rows, long writeTimeMicros) {
    write(rows, writeTimeMicros, Map.of("spark.cassandra.output.ignoreNulls", "false"));
  }

  private void write(Dataset<Row> rows, long writeTimeMicros, Map<String, String> options) {
    if (writeTimeMicros <= 0) {
      throw new IllegalArgumentException("Write time " + writeTimeMicros + " is not above 0");
    }
    SparkSession spark = rows.sparkSession();
    spark.sparkContext().setJobDescription("load " + table.name() + " into Cassandra");
    try {
      arranged(rows)
          .write()
          .format(FORMAT)
          .options(cluster.sparkConf())
          .options(place)
          .option("writetime", writeTimeMicros)
          .options(options)
          .mode(SaveMode.Append)
          .save();
    } catch (Exception e) {
      // Spark throws its checked exception without declaring it.
      throw failed(e);
    } finally {
      spark.sparkContext().setJobDescription(null);
    }
  }

  /**
   * Where batches hold rows of many partitions, each task gives them in the order of their tokens:
   * a node finds the place of a row beside the last one's, and rows of one partition share a
   * mutation. To a cluster that is given each row by itself they would come node by node.
   */
  Dataset<Row> arranged(Dataset<Row> rows) {
    return cluster.write().grouping() == Grouping.REPLICA_SET
        ? rows.sortWithinPartitions(Tokens.of(table.partitionKey()))
        : rows;
  }

  /**
   * Returns when the connector knows the table: it keeps a session of its own, which hears of a
   * table a moment after it was made, and says until then that there is none.
   */
  public void awaitTable(SparkSession spark) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!knowsTable(spark, System.nanoTime() < deadline)) {
      try {
        Thread.sleep(PAUSE.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw failed(e);
      }
    }
  }

  private boolean knowsTable(SparkSession spark, boolean mayComeYet) {
    try {
      spark.read().format(FORMAT).options(cluster.sparkConf()).options(place).load();
      return true;
    } catch (Exception e) {
      // Spark throws a checked exception without declaring it; the last one is told.
      if (mayComeYet) {
        return false;
      }
      throw failed(e);
    }
  }

  private RuntimeException failed(Exception failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnauthorizedException) {
        return new PrimaException(
            CassandraError.PERMISSION,
            "Cassandra does not let us write "
                + named()
                + ": "
                + cause.getMessage()
                + ". Grant MODIFY",
            failure);
      }
      // The node's words, or those of the connector about them; neither tells values of rows.
      if (cause instanceof DriverException || cause instanceof IOException) {
        return new PrimaException(
            CassandraError.WRITE_FAILED,
            "Rows of "
                + named()
                + " could not be written: "
                + words(cause)
                + ". Rows that were written stand; resume the run when the cluster is well",
            failure);
      }
    }
    return failure instanceof RuntimeException
        ? (RuntimeException) failure
        : new IllegalStateException("Loading " + named() + " failed", failure);
  }

  /** The connector wraps the node's words in some of its own, over several lines. */
  private static String words(Throwable cause) {
    Matcher wrapped = WRAPPED.matcher(String.valueOf(cause.getMessage()));
    return wrapped.find() ? wrapped.group(1) : String.valueOf(cause.getMessage());
  }

  private String named() {
    return cluster.keyspace().name() + "." + table.name();
  }
}
