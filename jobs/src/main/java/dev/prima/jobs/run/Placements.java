package dev.prima.jobs.run;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import dev.prima.core.config.ShardingConfig;
import dev.prima.core.mapping.TargetTable;
import dev.prima.core.report.ShardingReport;
import dev.prima.core.shard.ShardLookup;
import dev.prima.jobs.resolve.DerivedConnections;
import dev.prima.jobs.staging.StagingSchema;
import java.nio.charset.StandardCharsets;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

/**
 * Measures the shard map: its balance, and how many of the connections that this run loads cross
 * shards and regions.
 */
final class Placements {
  private Placements() {}

  static ShardingReport measure(RunState state) {
    ShardingConfig config = state.context().config().sharding();
    Row sizes =
        state
            .shardMap()
            .read(state.spark())
            .groupBy("shard_id")
            .agg(count(lit(1)).as("n"))
            .agg(count(lit(1)), sum("n"), max("n"))
            .first();
    long used = sizes.getLong(0);
    long agents = used == 0 ? 0 : sizes.getLong(1);
    @Nullable Double maxOverMean =
        used == 0 ? null : rounded(sizes.getLong(2) * (double) config.shards() / agents);
    Row crossing = crossing(state);
    long edges = crossing.getLong(0);
    return new ShardingReport(
        config.strategy().word(),
        config.shards(),
        used,
        agents,
        edges,
        share(crossing, 1, edges),
        share(crossing, 1, edges),
        maxOverMean,
        share(crossing, 2, edges),
        null,
        0);
  }

  private static Row crossing(RunState state) {
    TargetTable connections = state.context().catalog().target(DerivedConnections.TABLE);
    Broadcast<ShardLookup> lookup = state.lookup();
    UserDefinedFunction place =
        udf(
            (UDF1<String, Long>)
                id -> {
                  if (id == null) {
                    return null;
                  }
                  byte[] utf8 = id.getBytes(StandardCharsets.UTF_8);
                  long found = lookup.value().find(utf8, 0, utf8.length);
                  return found == ShardLookup.UNKNOWN ? null : found;
                },
            DataTypes.LongType);
    Dataset<Row> ends =
        state
            .fates(connections.name())
            .loaded(state.rows(connections.name()))
            .select(
                place.apply(col(StagingSchema.column(connections, "agent1_id"))).as("a"),
                place.apply(col(StagingSchema.column(connections, "agent2_id"))).as("b"),
                col(StagingSchema.column(connections, "agent1_id"))
                    .equalTo(col(StagingSchema.column(connections, "agent2_id")))
                    .as("self"))
            .filter(col("a").isNotNull().and(col("b").isNotNull()).and(not(col("self"))));
    return ends.agg(
            count(lit(1)),
            sum(when(col("a").mod(lit(32768)).notEqual(col("b").mod(lit(32768))), 1).otherwise(0)),
            sum(
                when(
                        org.apache
                            .spark
                            .sql
                            .functions
                            .shiftright(col("a"), 15)
                            .notEqual(org.apache.spark.sql.functions.shiftright(col("b"), 15)),
                        1)
                    .otherwise(0)))
        .first();
  }

  private static @Nullable Double share(Row sums, int column, long edges) {
    return edges == 0 ? null : rounded(sums.getLong(column) / (double) edges);
  }

  private static double rounded(double value) {
    return Math.round(value * 1e6) / 1e6;
  }
}
