package dev.prima.jobs.resolve;

import com.datastax.oss.driver.api.core.CqlSession;
import dev.prima.core.mapping.TargetTable;
import dev.prima.jobs.cassandra.CassandraCluster;
import dev.prima.jobs.cassandra.GlobalTable;
import dev.prima.jobs.postgres.PostgresNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * Rows that stand in the targets, read once and kept beside the staging: Parquet of {@link Copies},
 * a folder per table.
 */
public final class Standing {
  private final SparkSession spark;
  private final String root;

  /**
   * @param root a Hadoop URI
   */
  public Standing(SparkSession spark, String root) {
    this.spark = spark;
    this.root = root;
  }

  /** A table with the number under which it is resolved. */
  public record Numbered(TargetTable table, int number) implements java.io.Serializable {}

  /**
   * Reads the targets; overwrites. Tables without a regional form are read from Cassandra.
   *
   * @param choice null for all rows
   */
  public void write(
      List<PostgresNode> nodes,
      CassandraCluster cassandra,
      List<Numbered> tables,
      @Nullable StandingChoice choice) {
    spark.sparkContext().setJobDescription("read what stands");
    Dataset<Row> rows =
        StandingRows.of(
            spark, nodes, tables.stream().filter(Standing::isRegional).toList(), choice);
    try (CqlSession session = cassandra.session()) {
      for (Numbered table : tables) {
        // A scan takes a task for each token range: many, where there is nothing to be found.
        if (!isRegional(table)
            && (choice == null || choice.looksAt(table.number()))
            && GlobalTable.of(table.table()).hasRows(session, cassandra)) {
          rows = rows.unionByName(StandingGlobalRows.of(spark, cassandra, table, choice));
        }
      }
    }
    rows.write().mode(SaveMode.Overwrite).partitionBy("_table").parquet(root);
  }

  /** Takes rows for gone that were read: what is read from here on is without them. */
  public void leaveOut(Dataset<Row> departed) {
    spark.sparkContext().setJobDescription("leave out what is no longer in its source");
    String rest = root + ".rest";
    Departed.without(read(), departed)
        .write()
        .mode(SaveMode.Overwrite)
        .partitionBy("_table")
        .parquet(rest);
    Path path = new Path(root);
    try {
      FileSystem fileSystem = path.getFileSystem(spark.sessionState().newHadoopConf());
      fileSystem.delete(path, true);
      fileSystem.rename(new Path(rest), path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Takes the targets for empty, as a run does that must not look at them; overwrites. */
  public void leaveAlone() {
    Path path = new Path(root);
    try {
      FileSystem fileSystem = path.getFileSystem(spark.sessionState().newHadoopConf());
      fileSystem.delete(path, true);
      fileSystem.mkdirs(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isRegional(Numbered table) {
    return table.table().stores().postgres().isPresent();
  }

  /** What was read of all tables. */
  public Dataset<Row> read() {
    // Known to be empty, it takes its part of every query with it.
    return any()
        ? spark.read().schema(Copies.SCHEMA).parquet(root)
        : spark.createDataFrame(List.of(), Copies.SCHEMA);
  }

  /** Whether any row stood in any target. */
  public boolean any() {
    Path path = new Path(root);
    try {
      FileSystem fileSystem = path.getFileSystem(spark.sessionState().newHadoopConf());
      return Arrays.stream(fileSystem.listStatus(path)).anyMatch(FileStatus::isDirectory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What was read of one table. */
  public Dataset<Row> read(int number) {
    return read().filter(org.apache.spark.sql.functions.col("_table").equalTo(number));
  }
}
