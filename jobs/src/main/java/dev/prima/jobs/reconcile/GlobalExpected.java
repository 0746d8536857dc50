package dev.prima.jobs.reconcile;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import dev.prima.core.mapping.GlobalShape;
import dev.prima.core.mapping.GlobalShape.Origin;
import dev.prima.core.mapping.TargetTable;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/**
 * The rows that Cassandra should hold of the winners of a table: which rows are global, and under
 * which agents they stand.
 *
 * <p>{@code key} is the row's id and the agent under which it stands, {@code hash} what it takes
 * from columns and the other agent.
 *
 * @see "DESIGN.md, Where things land"
 */
final class GlobalExpected {
  private GlobalExpected() {}

  /**
   * @param winners placed
   */
  static Dataset<Row> of(Dataset<Row> winners, TargetTable table, Directory directory) {
    GlobalShape shape = table.stores().global().orElseThrow();
    Dataset<Row> rows =
        shape.ends().isEmpty() ? plain(winners) : underEnds(winners, shape, directory);
    Column noRegion = lit(null).cast(DataTypes.StringType);
    Column noShard = lit(null).cast(DataTypes.IntegerType);
    return rows.withColumn(
            "region_id", has(shape, Origin.Region.class) ? col("region_id") : noRegion)
        .withColumn("shard_id", has(shape, Origin.Shard.class) ? col("shard_id") : noShard);
  }

  /** Whether a global table tells the region or the shard of its rows. */
  static boolean has(GlobalShape shape, Class<? extends Origin> origin) {
    return shape.columns().stream().anyMatch(c -> origin.isInstance(c.origin()));
  }

  private static Dataset<Row> plain(Dataset<Row> winners) {
    return winners.withColumn("hash", col("_global"));
  }

  private static Dataset<Row> underEnds(
      Dataset<Row> winners, GlobalShape shape, Directory directory) {
    Dataset<Row> global = winners.filter(col("end1").isNotNull().and(col("end2").isNotNull()));
    if (shape.crossingOnly()) {
      // Null where an agent is unknown, which a filter takes for no.
      global =
          global.filter(
              directory
                  .region(directory.place(col("end1")))
                  .notEqual(directory.region(directory.place(col("end2")))));
    }
    Column forth = struct(col("end1").as("end"), col("end2").as("peer"));
    Column back = struct(col("end2").as("end"), col("end1").as("peer"));
    return global
        .withColumn(
            "side",
            explode(
                when(col("end1").equalTo(col("end2")), array(forth)).otherwise(array(forth, back))))
        .withColumn("key", concat(col("id"), bytes("side.end")))
        .withColumn("hash", concat(col("_global"), bytes("side.peer")));
  }

  private static Column bytes(String text) {
    return col(text).cast(DataTypes.BinaryType);
  }
}
