package dev.prima.jobs.reconcile;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Rows of tables that differ, narrowed down to the ranges of hashed keys in which they differ.
 *
 * @param matched rows in the other ranges, by table: all are as they should be
 */
record KeyRanges(Dataset<Row> expected, Dataset<Row> actual, Map<Integer, Long> matched) {
  private static final int RANGES = 4096;
  private static final StructType RANGE =
      new StructType()
          .add("r_table", DataTypes.IntegerType, false)
          .add("r_range", DataTypes.LongType, false);

  /** Fingerprints every range; runs a job that shuffles no row. */
  static KeyRanges narrowed(Dataset<Row> expected, Dataset<Row> actual) {
    Map<Integer, Long> matched = new HashMap<>();
    List<Row> differing = new ArrayList<>();
    for (Row range :
        sums(expected, 1)
            .unionAll(sums(actual, -1))
            .groupBy("_table", "range")
            .agg(sum("rows"), sum("low"), sum("high"), sum("expected"))
            .collectAsList()) {
      if (range.getLong(2) == 0 && range.getLong(3) == 0 && range.getLong(4) == 0) {
        matched.merge(range.getInt(0), range.getLong(5), Long::sum);
      } else {
        differing.add(RowFactory.create(range.getInt(0), range.getLong(1)));
      }
    }
    Dataset<Row> ranges = expected.sparkSession().createDataFrame(differing, RANGE);
    return new KeyRanges(within(expected, ranges), within(actual, ranges), matched);
  }

  private static Column range() {
    return pmod(xxhash64(col("key")), lit((long) RANGES));
  }

  private static Dataset<Row> sums(Dataset<Row> rows, long sign) {
    Column node = coalesce(col("node"), lit(""));
    Column region = coalesce(col("region_id"), lit(""));
    Column shard = coalesce(col("shard_id"), lit(-1));
    return rows.groupBy(col("_table"), range().as("range"))
        .agg(
            sum(lit(sign)).as("rows"),
            sum(xxhash64(col("key"), col("hash"), node, region, shard).multiply(lit(sign)))
                .as("low"),
            sum(xxhash64(shard, region, node, col("hash"), col("key")).multiply(lit(sign)))
                .as("high"),
            sum(lit(Math.max(0, sign))).as("expected"));
  }

  private static Dataset<Row> within(Dataset<Row> rows, Dataset<Row> ranges) {
    return rows.join(
        broadcast(ranges),
        col("_table").equalTo(col("r_table")).and(range().equalTo(col("r_range"))),
        "left_semi");
  }
}
