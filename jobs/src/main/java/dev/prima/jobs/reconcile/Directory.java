package dev.prima.jobs.reconcile;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.shiftright;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import dev.prima.core.mapping.Placement;
import dev.prima.core.shard.RegionMap;
import dev.prima.core.shard.ShardLookup;
import dev.prima.jobs.reshard.ShardMap;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

/**
 * Where every agent lives, as the global directory says, on every executor; and so where rows
 * belong.
 *
 * @see "DESIGN.md, Where things land"
 */
final class Directory implements AutoCloseable {
  private static final long AGENTS_AT_ONCE = 200_000;
  private static final String AGENT = "agent_id";
  private static final String REGION = "region_id";
  private static final String SHARD = "shard_id";

  private final Broadcast<ShardLookup> lookup;
  private final RegionMap regions;
  private final boolean own;
  private final UserDefinedFunction find;

  private Directory(Broadcast<ShardLookup> lookup, RegionMap regions, boolean own) {
    this.lookup = lookup;
    this.own = own;
    this.regions = regions;
    find = udf((UDF1<String, Long>) id -> find(lookup, id), DataTypes.LongType);
  }

  /**
   * Reads it. An agent of the sources that it does not list lives where it stands, if it stands in
   * one place only: else the one row that the directory lacks would make all its rows look
   * misplaced.
   *
   * @param agents rows of the directory: {@code agent_id, region_id, shard_id}
   * @param standing agents on the nodes, and
   * @param known those of the sources: {@code end1}
   */
  static Directory of(Side agents, Side standing, Dataset<Row> known, RegionMap regions) {
    // The driver takes them part by part, with a job for each.
    int parts = (int) (agents.total() / AGENTS_AT_ONCE) + 1;
    Dataset<Row> listed = placed(agents.rows()).select(AGENT, REGION, SHARD).coalesce(parts);
    Directory directory = of(listed, regions);
    Dataset<Row> unlisted =
        placed(standing.rows().withColumnRenamed("end1", AGENT))
            .select(AGENT, REGION, SHARD)
            .filter(directory.place(col(AGENT)).isNull());
    if (unlisted.isEmpty()) {
      return directory;
    }
    Dataset<Row> alone =
        unlisted
            .join(known.select(col("end1").as(AGENT)), new String[] {AGENT}, "left_semi")
            .groupBy(AGENT)
            .agg(count(lit(1)).as("n"), first(REGION).as(REGION), first(SHARD).as(SHARD))
            .filter(col("n").equalTo(1))
            .drop("n");
    Directory whole = of(listed.unionByName(alone.coalesce(1)), regions);
    directory.close();
    return whole;
  }

  /** The places of a run's shard map. */
  static Directory of(Broadcast<ShardLookup> places, RegionMap regions) {
    return new Directory(places, regions, false);
  }

  private static Dataset<Row> placed(Dataset<Row> agents) {
    return agents.filter(col(REGION).isNotNull().and(col(SHARD).isNotNull()));
  }

  private static Directory of(Dataset<Row> placed, RegionMap regions) {
    ShardLookup lookup = ShardMap.lookup(placed, regions);
    return new Directory(
        JavaSparkContext.fromSparkContext(placed.sparkSession().sparkContext()).broadcast(lookup),
        regions,
        true);
  }

  private static @Nullable Long find(Broadcast<ShardLookup> lookup, @Nullable String id) {
    long place = lookup.value().find(id);
    return place == ShardLookup.UNKNOWN ? null : (Long) place;
  }

  /** The place of an agent as a number; null for one that nobody knows. */
  Column place(Column agent) {
    return find.apply(agent);
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
    if (own) {
      lookup.destroy();
    }
  }
}
