package dev.prima.jobs.reconcile;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import dev.prima.core.report.CoherenceReport;
import dev.prima.core.report.ReconciliationReport.Check;
import dev.prima.core.shard.RegionMap;
import java.util.Objects;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** Rules over several nodes or stores, beside the comparison of rows. */
final class Checks {
  private Checks() {}

  /**
   * @param agents rows of all nodes, by {@code key}
   */
  static Check agentOnOneNode(Dataset<Row> agents) {
    return check(
        "agent-on-one-node", agents.groupBy("key").agg(count(lit(1)).gt(1).as("violated")));
  }

  /**
   * The same agents on the nodes and in the directory, in the same places.
   *
   * @param agents {@code end1, region_id, shard_id} on all nodes
   * @param directory {@code agent_id, region_id, shard_id}
   */
  static Check directoryAgrees(Dataset<Row> agents, Dataset<Row> directory) {
    Column place =
        xxhash64(coalesce(col("region_id"), lit("")), coalesce(col("shard_id"), lit(-1)));
    Dataset<Row> both =
        agents
            .select(col("end1").as("agent"), place.as("place"), lit(1).as("nodes"))
            .unionAll(directory.select(col("agent_id"), place, lit(0)));
    return check(
        "directory-agrees",
        both.groupBy("agent")
            .agg(
                not(max("nodes").equalTo(1).and(min("nodes").equalTo(0)))
                    .or(min("place").notEqual(max("place")))
                    .as("violated")));
  }

  /** The field is as coherent after as before, to the last digit. */
  static Check fieldCoherence(CoherenceReport coherence) {
    boolean equal = Objects.equals(coherence.source(), coherence.targets());
    return new Check("field-coherence", coherence.activeAgents(), equal ? 0 : 1);
  }

  /** Rows stand on the node that serves their region; rows without one at home. */
  static Check regionServed(Iterable<Side> postgres, RegionMap regions) {
    long checked = 0;
    long violations = 0;
    for (Side side : postgres) {
      for (var group : side.groups().entrySet()) {
        long rows = group.getValue().rows();
        checked += rows;
        if (!Objects.equals(group.getKey().node(), server(group.getKey().region(), regions))) {
          violations += rows;
        }
      }
    }
    return new Check("region-served", checked, violations);
  }

  private static @Nullable String server(@Nullable String region, RegionMap regions) {
    if (region == null) {
      return regions.nodes().get(RegionMap.HOME);
    }
    int ordinal = regions.ordinal(region);
    return ordinal < 0 ? null : regions.nodes().get(regions.node(ordinal));
  }

  /**
   * Counts rows.
   *
   * @param rows with {@code violated}, never null
   */
  static Check check(String name, Dataset<Row> rows) {
    Row counted =
        rows.agg(count(lit(1)), coalesce(sum(when(col("violated"), 1L).otherwise(0L)), lit(0L)))
            .first();
    return new Check(name, counted.getLong(0), counted.getLong(1));
  }
}
