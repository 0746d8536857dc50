package dev.prima.jobs.resolve;

import dev.prima.core.mapping.TargetTable;
import dev.prima.jobs.cassandra.CassandraCluster;
import dev.prima.jobs.postgres.PostgresNode;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

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

  /** Reads the targets; overwrites. Tables without a regional form are read from Cassandra. */
  public void write(List<PostgresNode> nodes, CassandraCluster cassandra, List<Numbered> tables) {
    List<Numbered> regional =
        tables.stream().filter(t -> t.table().stores().postgres().isPresent()).toList();
    spark.sparkContext().setJobDescription("read what stands");
    Dataset<Row> rows = StandingRows.of(spark, nodes, regional);
    for (Numbered table : tables) {
      if (table.table().stores().postgres().isEmpty()) {
        rows = rows.unionByName(StandingGlobalRows.of(spark, cassandra, table));
      }
    }
    rows.write().mode(SaveMode.Overwrite).partitionBy("_table").parquet(root);
  }

  /** What was read of all tables. */
  public Dataset<Row> read() {
    return spark.read().schema(Copies.SCHEMA).parquet(root);
  }

  /** What was read of one table. */
  public Dataset<Row> read(int number) {
    return read().filter(org.apache.spark.sql.functions.col("_table").equalTo(number));
  }
}
