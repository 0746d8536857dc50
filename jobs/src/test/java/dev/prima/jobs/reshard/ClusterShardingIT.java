package dev.prima.jobs.reshard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.core.partition.PartLimits;
import dev.prima.core.partition.PartitionSettings;
import dev.prima.jobs.spark.LocalCluster;
import dev.prima.jobs.spark.SparkSessions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The same rows give the same map on one thread and on a cluster, to the bit. */
class ClusterShardingIT {
  private static final Edges EDGES = Edges.communities(1_200, 5);
  private static final int SHARDS = 10;

  @TempDir static Path folder;

  @Test
  @EnabledIfSystemProperty(named = "prima.full", matches = "true") // a cluster of its own
  void aClusterMakesTheMapThatOneThreadMakes() throws IOException, InterruptedException {
    Map<String, String> settings = Map.of("spark.default.parallelism", "3");
    List<int[]> alone;
    SparkSession local = SparkSessions.open("local[1]", folder.resolve("local"), settings);
    try {
      alone = maps(local, EDGES, 2);
    } finally {
      SparkSessions.stop(local);
    }
    try (LocalCluster cluster = LocalCluster.start(folder.resolve("cluster"))) {
      SparkSession spark = cluster.session(settings);
      try {
        assertThat(maps(spark, EDGES.shuffled(3), 7)).containsExactlyElementsOf(alone);
        // The driver counts as one.
        assertThat(spark.sparkContext().statusTracker().getExecutorInfos()).hasSize(1 + 2);
      } finally {
        SparkSessions.stop(spark);
      }
    }
  }

  /** By rounds alone, and on the driver. */
  private static List<int[]> maps(SparkSession spark, Edges edges, int partitions) {
    SparkSessions.suit(spark, 1, 2);
    List<int[]> maps = new ArrayList<>();
    for (int driverNodes : new int[] {200, 200_000}) {
      AgentNumbers.Numbered agents =
          AgentNumbers.of(edges.dataset(spark, partitions), List.of("source", "target"));
      maps.add(
          new HarmonicSharding(
                  spark, new DriverLimits(driverNodes, 8_000_000), PartitionSettings.DEFAULTS)
              .partition(
                  agents,
                  edges.dataset(spark, partitions),
                  PartLimits.of(agents.numbers().size(), SHARDS))
              .shards());
    }
    return maps;
  }
}
