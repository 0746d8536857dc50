package dev.prima.jobs.reshard;

import dev.prima.core.partition.PartLimits;
import dev.prima.core.partition.PartitionSettings;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Places agents in shards so that little weight runs between shards and none is overloaded. The
 * outcome is a function of ids and weights alone: rows in any order, in any number of partitions,
 * give the same shards.
 *
 * @see "core/docs/resharding.md"
 */
public final class HarmonicSharding {
  private final JavaSparkContext spark;
  private final DriverLimits driver;
  private final PartitionSettings settings;

  public HarmonicSharding(SparkSession spark, DriverLimits driver, PartitionSettings settings) {
    this.spark = JavaSparkContext.fromSparkContext(spark.sparkContext());
    this.driver = driver;
    this.settings = settings;
  }

  /**
   * Shards from scratch.
   *
   * @param agents all that get a shard
   * @param edges {@code source, target} as text, {@code weight} as a long; rows of unknown agents,
   *     of an agent with itself and without a positive weight do not count, of rows for one pair
   *     the heaviest does
   * @param limits how many shards, and their cap
   */
  public Sharding partition(AgentNumbers.Numbered agents, Dataset<Row> edges, PartLimits limits) {
    int[] hash = hash(agents, limits.parts());
    AgentNumbers numbers = agents.numbers();
    spark.setJobDescription("reshard: read edges");
    try (EdgeRows rows = EdgeRows.of(spark, edges, numbers);
        AgentGraph graph =
            AgentGraph.of(spark, rows, AgentGraph.Nodes.alike(numbers.keys()), driver, settings)) {
      int[] shards = graph.partition(limits, hash);
      spark.setJobDescription("reshard: measure");
      return new Sharding(
          numbers,
          shards,
          limits,
          new Sharding.Figures(graph.edges(), graph.weight(), graph.cut(shards), graph.cut(hash)));
    } finally {
      spark.setJobDescription(null);
    }
  }

  /** Where the legacy hash would place each agent. */
  static int[] hash(AgentNumbers.Numbered agents, int shards) {
    return IntStream.of(agents.legacyHashes())
        .map(hash -> (int) (Math.abs((long) hash) % shards))
        .toArray();
  }
}
