package dev.prima.jobs.reshard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.prima.core.partition.PartLimits;
import dev.prima.core.partition.PartitionSettings;
import dev.prima.jobs.spark.SparkSessions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Whole graphs, on the driver and by rounds. */
class HarmonicShardingIT {
  private static final Path DEEZER =
      Path.of("..", "..", "shared", "harmonic", "deezer-ro.edges.csv.gz");
  private static final DriverLimits ALL = new DriverLimits(200_000, 8_000_000);
  private static final DriverLimits SMALL = new DriverLimits(300, 8_000_000);

  @TempDir static Path folder;
  private static SparkSession spark;

  @BeforeAll
  static void open() {
    spark = SparkSessions.open("local[2]", folder, Map.of("spark.default.parallelism", "3"));
    SparkSessions.suit(spark, 1, 2);
  }

  @AfterAll
  static void stop() {
    SparkSessions.stop(spark);
  }

  static boolean hasDeezer() {
    return Files.exists(DEEZER);
  }

  private static Sharding shard(Dataset<Row> edges, DriverLimits driver, int shards) {
    AgentNumbers.Numbered agents = AgentNumbers.of(edges, List.of("source", "target"));
    return new HarmonicSharding(spark, driver, PartitionSettings.DEFAULTS)
        .partition(agents, edges, PartLimits.of(agents.numbers().size(), shards));
  }

  /** Every agent exactly one shard, none over the cap, the cut as it is counted by hand. */
  private static void check(Edges edges, Sharding sharding) {
    assertThat(Arrays.stream(sharding.shards()).boxed())
        .allMatch(s -> s >= 0 && s < sharding.limits().parts());
    assertThat(Arrays.stream(sharding.sizes()).max().orElse(0))
        .isLessThanOrEqualTo(sharding.limits().cap());
    Map<String, Long> pairs = new TreeMap<>();
    for (Row row : edges.rows) {
      String a = row.getString(0);
      String b = row.getString(1);
      if (!a.equals(b) && row.getLong(2) > 0) {
        pairs.merge(a.compareTo(b) < 0 ? a + "|" + b : b + "|" + a, row.getLong(2), Math::max);
      }
    }
    long cut = 0;
    for (Map.Entry<String, Long> pair : pairs.entrySet()) {
      String[] ends = pair.getKey().split("\\|");
      cut += shardOf(sharding, ends[0]) == shardOf(sharding, ends[1]) ? 0 : pair.getValue();
    }
    assertThat(sharding.figures().edges()).isEqualTo(pairs.size());
    assertThat(sharding.figures().weight())
        .isEqualTo(pairs.values().stream().mapToLong(Long::longValue).sum());
    assertThat(sharding.figures().cut()).isEqualTo(cut);
    assertThat(sharding.figures().cut()).isLessThanOrEqualTo(sharding.figures().hashCut());
  }

  private static int shardOf(Sharding sharding, String id) {
    return sharding.shards()[sharding.numbers().number(id.getBytes(StandardCharsets.UTF_8))];
  }

  @Test
  void roundsComeCloseToTheDriver() {
    Edges edges = Edges.communities(4_000, 1);
    Sharding whole = shard(edges.dataset(spark, 2), ALL, 20);
    Sharding rounds = shard(edges.dataset(spark, 2), SMALL, 20);
    check(edges, whole);
    check(edges, rounds);
    assertThat(rounds.figures().edgeCut()).isLessThan(1.06 * whole.figures().edgeCut());
    assertThat(rounds.figures().hashEdgeCut()).isCloseTo(0.95, within(0.02));
  }

  @Test
  @EnabledIf(
      value = "hasDeezer",
      disabledReason = "there is no ../shared/harmonic/deezer-ro.edges.csv.gz beside the project")
  void roundsComeCloseToTheDriverOnDeezer() {
    Sharding whole;
    Sharding rounds;
    try (EdgesFile file = EdgesFile.open(spark, DEEZER)) {
      whole = shard(file.edges(), ALL, 100);
      rounds = shard(file.edges(), new DriverLimits(3_000, 8_000_000), 100);
    }
    assertThat(whole.figures().edgeCut()).isLessThan(0.31);
    assertThat(rounds.figures().edgeCut()).isLessThan(1.06 * whole.figures().edgeCut());
    assertThat(rounds.maxOverMean()).isLessThanOrEqualTo(1.05);
  }

  @Test
  void orderAndPartitionsOfRowsDoNotMatter() {
    Edges edges = Edges.communities(2_000, 2);
    for (DriverLimits driver : List.of(ALL, SMALL)) {
      int[] expected = shard(edges.dataset(spark, 1), driver, 10).shards();
      for (int partitions : new int[] {1, 2, 7}) {
        Edges other = edges.shuffled(partitions);
        assertThat(shard(other.dataset(spark, partitions), driver, 10).shards())
            .isEqualTo(expected);
      }
    }
  }

  @Test
  void aFileOfTextIsParsedOnce() throws IOException {
    Path file = Files.writeString(folder.resolve("once.csv"), "a,b,1\nb,c,0.5\nc,c,1\n");
    try (EdgesFile edges = EdgesFile.open(spark, file)) {
      assertThat(edges.measure()).isEqualTo(new EdgesFile.Rows(3, 2));
      Files.writeString(file, "a,b,1\n");
      assertThat(edges.edges().count()).isEqualTo(2);
      assertThat(edges.ends().count()).isEqualTo(3);
    }
    try (EdgesFile edges = EdgesFile.open(spark, file)) {
      assertThat(edges.measure()).isEqualTo(new EdgesFile.Rows(1, 1));
    }
  }

  @Test
  void rowsThatCannotCountDoNot() {
    Edges edges = Edges.communities(600, 3);
    Edges odd = new Edges();
    odd.rows.addAll(edges.rows);
    odd.add(5, 5, 100).add(1, 2, -7).add(3, 4, 0).add("agent-1", "nobody", 50);
    AgentNumbers.Numbered agents =
        AgentNumbers.of(edges.dataset(spark, 2), List.of("source", "target"));
    PartLimits limits = PartLimits.of(agents.numbers().size(), 5);
    for (DriverLimits driver : List.of(ALL, new DriverLimits(100, 1_000_000))) {
      HarmonicSharding solver = new HarmonicSharding(spark, driver, PartitionSettings.DEFAULTS);
      Sharding plain = solver.partition(agents, edges.dataset(spark, 2), limits);
      Sharding same = solver.partition(agents, odd.dataset(spark, 2), limits);
      check(edges, plain);
      assertThat(same.shards()).isEqualTo(plain.shards());
      assertThat(same.figures()).isEqualTo(plain.figures());
    }
  }

  @Test
  void hubsAndAgentsWithoutEdgesFindAPlace() {
    Edges edges = Edges.communities(3_000, 4);
    for (int e = 0; e < 100_000; e++) {
      edges.add(0, 3_000 + e, 1);
    }
    Edges agents = new Edges();
    agents.rows.addAll(edges.rows);
    for (int lonely = 0; lonely < 5_000; lonely++) {
      agents.add("lonely-" + lonely, "lonely-" + lonely, 1);
    }
    AgentNumbers.Numbered numbered =
        AgentNumbers.of(agents.dataset(spark, 2), List.of("source", "target"));
    assertThat(numbered.numbers().size()).isEqualTo(108_000);
    Sharding sharding =
        new HarmonicSharding(spark, new DriverLimits(2_000, 1_000_000), PartitionSettings.DEFAULTS)
            .partition(numbered, edges.dataset(spark, 3), PartLimits.of(108_000, 20));
    check(edges, sharding);
  }

  @Test
  void theSmallestGraphsAreSane() {
    for (DriverLimits driver : List.of(ALL, new DriverLimits(1, 1))) {
      Edges alone = new Edges().add(1, 1, 1);
      Sharding one = shard(alone.dataset(spark, 1), driver, 1);
      assertThat(one.shards()).containsExactly(0);
      check(alone, one);
      Edges few = Edges.communities(23, 5);
      check(few, shard(few.dataset(spark, 2), driver, 1));
      check(few, shard(few.dataset(spark, 2), driver, 4));
      Edges crowd = new Edges();
      for (int v = 0; v < 50; v++) {
        crowd.add(v, v, 1);
      }
      Sharding noEdges = shard(crowd.dataset(spark, 2), driver, 10);
      check(crowd, noEdges);
      assertThat(noEdges.sizes()).containsOnly(5);
      Edges pair = new Edges().add(1, 2, 3);
      check(pair, shard(pair.dataset(spark, 1), driver, 7));
      Edges none = new Edges();
      assertThat(shard(none.dataset(spark, 1), driver, 3).shards()).isEmpty();
    }
  }

  @Test
  @EnabledIfSystemProperty(named = "prima.full", matches = "true") // a million agents
  void aMillionAgentsAreBalancedAndStayTogether() {
    SparkSessions.suit(spark, 4_000_000, 8);
    String community = "floor(id / 4 / 40) * 40";
    Dataset<Row> edges =
        spark
            .range(0, 4_000_000, 1, 4)
            .selectExpr(
                "concat('agent-', cast(floor(id / 4) as string)) as source",
                "concat('agent-', cast(cast(case when id % 4 = 0 then pmod(xxhash64(id), 1000000)"
                    + " else "
                    + community
                    + " + pmod(xxhash64(id), 40) end as bigint) as string)) as target",
                "cast(1 + pmod(xxhash64(id, 7), 900) as bigint) as weight");
    Sharding sharding = shard(edges, ALL, 100);
    SparkSessions.suit(spark, 1, 2);
    assertThat(sharding.numbers().size()).isEqualTo(1_000_000);
    assertThat(sharding.figures().edgeCut()).isLessThan(0.3);
    assertThat(sharding.maxOverMean()).isLessThanOrEqualTo(1.05);
  }
}
