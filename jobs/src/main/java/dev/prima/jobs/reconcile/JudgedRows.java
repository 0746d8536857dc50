package dev.prima.jobs.reconcile;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import dev.prima.core.reconcile.Discrepancy;
import dev.prima.jobs.resolve.StandingRows;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/** Goes back to both sides for all values of rows that {@link Comparison#judged} judged. */
record JudgedRows(Reading reading, Store store) {

  /** Those with which something is the matter. */
  static Dataset<Row> faulty(Dataset<Row> judged) {
    Object[] kinds = Stream.of(Discrepancy.Kind.values()).map(Discrepancy.Kind::word).toArray();
    return judged.filter(col("kind").isin(kinds));
  }

  /** The expected side under the names that {@link Reading#expected} gives it. */
  static Dataset<Row> placed(Dataset<Row> judged) {
    return judged
        .withColumnRenamed("e_id", "id")
        .withColumnRenamed("e__part", "_part")
        .withColumnRenamed("e__row", "_row")
        .withColumnRenamed("e_end", "end")
        .withColumnRenamed("e_peer", "peer")
        .withColumn("region_id", col("e_region_id"))
        .withColumn("shard_id", col("e_shard_id"));
  }

  /**
   * Adds what sources say of rows, in {@value StandingRows#ROW}.
   *
   * @param read of which rows, never null; of others null is added
   */
  Dataset<Row> withExpected(Dataset<Row> placed, Column read) {
    return reading
        .withValues(placed.filter(read))
        .unionByName(
            placed
                .filter(not(read))
                .withColumn(StandingRows.ROW, lit(null).cast(DataTypes.BinaryType)));
  }

  /**
   * Rows that stand, with all values in {@code a_row}; other columns as {@link #same} names them.
   *
   * @param wanted {@code _table, key}
   */
  Dataset<Row> standing(Dataset<Row> wanted) {
    return reading
        .standing(store, wanted.select("_table", "key"))
        .select(
            col("_table").as("s_table"),
            col("key").as("s_key"),
            col("hash").as("s_hash"),
            col("node").as("s_node"),
            col("region_id").as("s_region"),
            col("shard_id").as("s_shard"),
            col("source_id").as("a_source_id"),
            col(StandingRows.ROW).as("a_row"));
  }

  /** Whether a row that stands is that of the actual side. */
  static Column same() {
    return col("_table")
        .equalTo(col("s_table"))
        .and(col("a_key").equalTo(col("s_key")))
        .and(col("a_hash").equalTo(col("s_hash")))
        .and(col("a_node").eqNullSafe(col("s_node")))
        .and(col("a_region_id").eqNullSafe(col("s_region")))
        .and(col("a_shard_id").eqNullSafe(col("s_shard")));
  }
}
