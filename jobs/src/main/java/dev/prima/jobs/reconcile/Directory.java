package dev.prima.jobs.reconcile;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.shiftright;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import dev.prima.core.mapping.Placement;
import dev.prima.core.shard.RegionMap;
import dev.prima.core.shard.ShardLookup;
import dev.prima.jobs.reshard.ShardMap;
import java.nio.charset.StandardCharsets;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataTypes;

/**
 * Where every agent lives, as the global directory says, on every executor; and so where rows
 * belong.
 *
 * @see "DESIGN.md, Where things land"
 */
final class Directory implements AutoCloseable {
  private static final long AGENTS_AT_ONCE = 200_000;

  private final Broadcast<ShardLookup> lookup;
  private final RegionMap regions;
  private final UserDefinedFunction find;

  private Directory(Broadcast<ShardLookup> lookup, RegionMap regions) {
    this.lookup = lookup;
    this.regions = regions;
    find = udf((UDF1<String, Long>) id -> find(lookup, id), DataTypes.LongType);
  }

  /**
   * Reads it.
   *
   * @param agents rows of the directory: {@code agent_id, region_id, shard_id}
   */
  static Directory of(Side agents, RegionMap regions) {
    // The driver takes them part by part, with a job for each.
    int parts = (int) (agents.total() / AGENTS_AT_ONCE) + 1;
    Dataset<Row> placed =
        agents
            .rows()
            .filter(col("region_id").isNotNull().and(col("shard_id").isNotNull()))
            .coalesce(parts);
    ShardLookup lookup = ShardMap.lookup(placed, regions);
    return new Directory(
        JavaSparkContext.fromSparkContext(placed.sparkSession().sparkContext()).broadcast(lookup),
        regions);
  }

  private static Long find(Broadcast<ShardLookup> lookup, String id) {
    byte[] utf8 = id == null ? new byte[0] : id.getBytes(StandardCharsets.UTF_8);
    return lookup.value().find(utf8, 0, utf8.length);
  }

  /** The place of an agent as a number; null for one that nobody knows. */
  Column place(Column agent) {
    Column found = find.apply(agent);
    return when(agent.isNotNull().and(found.notEqual(lit(ShardLookup.UNKNOWN))), found);
  }

  /** The region of a place. */
  Column region(Column place) {
    return element_at(
        array(regions.regions().stream().map(r -> lit(r)).toArray(Column[]::new)),
        shiftright(place, 15).plus(lit(1)).cast(DataTypes.IntegerType));
  }

  private static Column shard(Column place) {
    return place.bitwiseAND(lit(0x7fffL)).cast(DataTypes.IntegerType);
  }

  /** Adds {@code region_id, shard_id} and {@code node} by the placement of each row's table. */
  Dataset<Row> placed(Dataset<Row> copies, Tables tables) {
    Column byAgent =
        tables.rowsOf(
            t ->
                t.placement() instanceof Placement.Distribute
                    || t.placement() instanceof Placement.Follow);
    Column byRegion = tables.rowsOf(t -> t.placement() instanceof Placement.LegacyRegion);
    Column served = col("end1").isin(regions.regions().toArray());
    return copies
        .drop("region_id", "shard_id")
        .withColumn("place", when(byAgent, place(col("end1"))))
        .withColumn(
            "region_id", when(byRegion.and(served), col("end1")).otherwise(region(col("place"))))
        .withColumn("shard_id", shard(col("place")))
        .withColumn("node", node(col("region_id")));
  }

  /** The node that serves a region; home where there is none. */
  private Column node(Column region) {
    Column node = lit(null).cast(DataTypes.StringType);
    for (int r = 0; r < regions.regions().size(); r++) {
      node =
          when(region.equalTo(regions.regions().get(r)), regions.nodes().get(regions.node(r)))
              .otherwise(node);
    }
    return when(region.isNull(), regions.nodes().get(RegionMap.HOME)).otherwise(node);
  }

  @Override
  public void close() {
    lookup.destroy();
  }
}
