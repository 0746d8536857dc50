package dev.prima.jobs.reshard;

import dev.prima.core.partition.PartLimits;
import java.util.Arrays;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Column;

/**
 * A shard for each agent, and what that is worth.
 *
 * @param numbers of the agents
 * @param shards of each agent, by its number
 * @param limits how many shards are in use, and the most that one may hold
 * @param figures measured on all edges
 */
public record Sharding(AgentNumbers numbers, int[] shards, PartLimits limits, Figures figures) {

  /**
   * @param edges each pair of agents once
   * @param weight of all edges
   * @param cut weight between two shards
   * @param hashCut the same under the legacy hash, over as many shards
   */
  public record Figures(long edges, long weight, long cut, long hashCut) {
    /** Share of the weight between two shards, 0 without edges. */
    public double edgeCut() {
      return weight == 0 ? 0 : (double) cut / weight;
    }

    public double hashEdgeCut() {
      return weight == 0 ? 0 : (double) hashCut / weight;
    }
  }

  /** How many agents each shard holds. */
  public long[] sizes() {
    long[] sizes = new long[limits.parts()];
    for (int shard : shards) {
      sizes[shard]++;
    }
    return sizes;
  }

  /** The fullest shard over the mean, 0 without agents. */
  public double maxOverMean() {
    long most = Arrays.stream(sizes()).max().orElse(0);
    return shards.length == 0 ? 0 : (double) most * limits.parts() / shards.length;
  }

  /** The shard of the agent in a column of ids; null for one that is not known. */
  public Column shardOf(JavaSparkContext spark, Column id) {
    return numbers.of(spark, id, shards);
  }
}
