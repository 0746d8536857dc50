package dev.prima.jobs.reconcile;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;

import dev.prima.core.mapping.TargetTable;
import dev.prima.jobs.resolve.Pace;
import dev.prima.jobs.resolve.Standing.Numbered;
import dev.prima.jobs.resolve.StandingRows;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;

/** The rows that stand in PostgreSQL, on all nodes. */
final class PostgresRows {
  private final SparkSession spark;
  private final Inputs inputs;

  PostgresRows(SparkSession spark, Inputs inputs) {
    this.spark = spark;
    this.inputs = inputs;
  }

  /** Shape: that of a {@link Side}, and what the checks look at. */
  Dataset<Row> of(Tables tables) {
    Dataset<Row> rows =
        standing(tables.where(t -> stands(t) && !Tables.keyless(t))).withColumn("k", lit(1));
    List<Numbered> keyless = tables.where(t -> stands(t) && Tables.keyless(t));
    if (!keyless.isEmpty()) {
      rows =
          rows.unionByName(
              standing(keyless)
                  .withColumn(
                      "k",
                      row_number()
                          .over(
                              Window.partitionBy("_table", "_identity")
                                  .orderBy(col("own").desc()))));
    }
    return rows.withColumnRenamed("_identity", "id")
        .withColumn("key", SourceRows.key(tables))
        .withColumn("hash", col("_hash"))
        .select(
            "_table",
            "key",
            "hash",
            "region_id",
            "shard_id",
            "node",
            "own",
            "derived",
            "source_id",
            "legacy_id",
            "end1",
            "end2",
            "_time",
            "coherence");
  }

  private static boolean stands(TargetTable table) {
    return table.stores().postgres().isPresent();
  }

  private Dataset<Row> standing(List<Numbered> tables) {
    return StandingRows.withNodes(
            spark, inputs.stores().nodes(), tables, Pace.of(spark, inputs.maxRowsPerSecond()))
        .withColumn("own", own(inputs.lineage()));
  }

  /** Rows that say no source are nobody's, so they are held to be ours. */
  static Column own(Inputs.Lineage lineage) {
    return lineage.exclusive()
        ? lit(true)
        : col("source_id").isNull().or(col("source_id").isin(lineage.ownSourceIds().toArray()));
  }
}
