package dev.prima.jobs.plan;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.udf;

import dev.prima.core.mapping.Placement;
import dev.prima.core.mapping.TargetTable;
import dev.prima.core.shard.ShardLookup;
import dev.prima.jobs.resolve.FateCounts;
import dev.prima.jobs.staging.CopyColumns;
import java.util.Map;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataTypes;

/** Rows that load although nobody knows an agent that they name. */
public final class Orphans {
  private Orphans() {}

  /** Whether the rows of a table name agents. */
  public static boolean canBeIn(TargetTable table) {
    return !(table.placement() instanceof Placement.Distribute)
        && !(table.placement() instanceof Placement.LegacyRegion)
        && !CopyColumns.ends(table).isEmpty();
  }

  /**
   * How many there are, by the number of the table; runs a job.
   *
   * @param loading shape {@link dev.prima.jobs.resolve.Copies}, of tables whose rows name agents
   * @param known {@code agent_id}
   */
  public static Map<Integer, Long> count(Dataset<Row> loading, Dataset<Row> known) {
    Dataset<Row> named = named(loading);
    return FateCounts.byTable(
        named
            .join(known, named.col("named").equalTo(known.col("agent_id")), "left_anti")
            .select("_table", "_part", "_row")
            .distinct());
  }

  /** The same where a shard map knows all agents. */
  public static Map<Integer, Long> count(Dataset<Row> loading, Broadcast<ShardLookup> places) {
    UserDefinedFunction unknown =
        udf(
            (UDF1<String, Boolean>) id -> places.value().find(id) == ShardLookup.UNKNOWN,
            DataTypes.BooleanType);
    return FateCounts.byTable(
        named(loading)
            .filter(unknown.apply(col("named")))
            .select("_table", "_part", "_row")
            .distinct());
  }

  private static Dataset<Row> named(Dataset<Row> loading) {
    return loading
        .select(
            col("_table"),
            col("_part"),
            col("_row"),
            explode(array(col("end1"), col("end2"))).as("named"))
        .filter(col("named").isNotNull());
  }
}
