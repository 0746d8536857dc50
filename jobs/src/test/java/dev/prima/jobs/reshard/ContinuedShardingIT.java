package dev.prima.jobs.reshard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.core.partition.PartLimits;
import dev.prima.core.partition.PartitionSettings;
import dev.prima.jobs.spark.SparkSessions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Maps that continue a previous one, on the driver and by rounds. */
class ContinuedShardingIT {
  private static final DriverLimits ALL = new DriverLimits(200_000, 8_000_000);
  private static final DriverLimits SMALL = new DriverLimits(300, 8_000_000);
  private static final int SHARDS = 23;
  private static final int ONE_PERCENT = 10;

  @TempDir static Path folder;
  private static SparkSession spark;

  /** A network that has grown by a fiftieth, with agents who know nobody, old and new ones. */
  private static final Edges GROWN = grown();

  private static AgentNumbers numbers;
  private static int[] previous;

  @BeforeAll
  static void placeWhoStands() {
    open("local[2]");
    numbers = AgentNumbers.of(GROWN.dataset(spark, 2), List.of("source", "target")).numbers();
    Edges before = new Edges();
    GROWN.rows.stream()
        .filter(row -> !isNew(row.getString(0)) && !isNew(row.getString(1)))
        .forEach(before.rows::add);
    AgentNumbers.Numbered old =
        AgentNumbers.of(before.dataset(spark, 2), List.of("source", "target"));
    Sharding first =
        new HarmonicSharding(spark, ALL, PartitionSettings.DEFAULTS)
            .partition(old, before.dataset(spark, 2), PartLimits.of(old.numbers().size(), SHARDS));
    previous = new int[numbers.size()];
    Arrays.fill(previous, -1);
    for (String id : ids(before)) {
      previous[number(id)] = first.shards()[old.numbers().number(utf8(id))];
    }
  }

  @AfterAll
  static void stop() {
    SparkSessions.stop(spark);
  }

  private static void open(String master) {
    spark = SparkSessions.open(master, folder, Map.of("spark.default.parallelism", "3"));
    SparkSessions.suit(spark, 1, 2);
  }

  private static Edges grown() {
    Edges edges = Edges.communities(4_000, 11);
    for (int lonely = 0; lonely < 500; lonely++) {
      edges.add("lonely-" + lonely, "lonely-" + lonely, 1);
    }
    return edges;
  }

  private static boolean isNew(String id) {
    return id.endsWith("77") || id.endsWith("33");
  }

  private static List<String> ids(Edges edges) {
    return edges.rows.stream()
        .flatMap(row -> List.of(row.getString(0), row.getString(1)).stream())
        .distinct()
        .toList();
  }

  private static byte[] utf8(String id) {
    return id.getBytes(StandardCharsets.UTF_8);
  }

  private static int number(String id) {
    return numbers.number(utf8(id));
  }

  private static PartLimits limits(int[] standing) {
    long[] loads = loads(standing);
    return PartLimits.of(numbers.size(), SHARDS)
        .withCapAtLeast(Arrays.stream(loads).max().orElseThrow());
  }

  private static long[] loads(int[] part) {
    long[] loads = new long[SHARDS];
    IntStream.of(part).filter(p -> p >= 0).forEach(p -> loads[p]++);
    return loads;
  }

  private static int[] continued(
      Edges edges, int partitions, DriverLimits driver, int[] standing, int movePermille) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    try (EdgeRows rows = EdgeRows.of(context, edges.dataset(spark, partitions), numbers);
        AgentGraph graph =
            AgentGraph.of(
                context,
                rows,
                AgentGraph.Nodes.alike(numbers.keys()),
                driver,
                PartitionSettings.DEFAULTS)) {
      assertThat(graph).isInstanceOf(driver == ALL ? DriverGraph.class : SparkGraph.class);
      return graph.continueFrom(limits(standing), standing, movePermille);
    }
  }

  private static long cut(int[] part) {
    Map<String, Long> pairs = new TreeMap<>();
    GROWN.rows.forEach(
        row -> {
          int a = number(row.getString(0));
          int b = number(row.getString(1));
          if (part[a] != part[b]) {
            pairs.merge(Math.min(a, b) + " " + Math.max(a, b), row.getLong(2), Math::max);
          }
        });
    return pairs.values().stream().mapToLong(Long::longValue).sum();
  }

  private static long moved(int[] standing, int[] part) {
    return IntStream.range(0, part.length)
        .filter(v -> standing[v] >= 0 && standing[v] != part[v])
        .count();
  }

  private static int[] hashed() {
    int[] part = new int[numbers.size()];
    ids(GROWN).forEach(id -> part[number(id)] = Math.floorMod(id.hashCode(), SHARDS));
    return part;
  }

  @Test
  void roundsContinueAsWellAsTheDriverWithinBudgetAndCap() {
    long old = IntStream.of(previous).filter(p -> p >= 0).count();
    assertThat(old).isBetween(numbers.size() * 97L / 100, numbers.size() * 99L / 100);
    int[] whole = continued(GROWN, 2, ALL, previous, ONE_PERCENT);
    int[] rounds = continued(GROWN, 2, SMALL, previous, ONE_PERCENT);
    for (int[] part : List.of(whole, rounds)) {
      assertThat(moved(previous, part)).isLessThanOrEqualTo(old / 100);
      assertThat(Arrays.stream(loads(part)).max().orElseThrow())
          .isLessThanOrEqualTo(limits(previous).cap());
      assertThat(IntStream.of(part)).allMatch(p -> p >= 0);
      assertThat(cut(part)).isLessThan(cut(hashed()) / 2);
    }
    System.out.printf(
        "continued: cut %d by rounds, %d on the driver; %d and %d of %d moved%n",
        cut(rounds), cut(whole), moved(previous, rounds), moved(previous, whole), old);
    assertThat((double) cut(rounds) / cut(whole)).isLessThan(1.03);
  }

  @Test
  void fromAPoorMapTheMostUsefulMovesAreMade() {
    int[] standing = hashed();
    int[] whole = continued(GROWN, 2, ALL, standing, ONE_PERCENT);
    int[] rounds = continued(GROWN, 2, SMALL, standing, ONE_PERCENT);
    assertThat(cut(whole)).isLessThan(cut(standing));
    assertThat(moved(standing, rounds)).isBetween(1L, numbers.size() / 100L);
    System.out.printf(
        "from a poor map: cut %d by rounds, %d on the driver, %d before%n",
        cut(rounds), cut(whole), cut(standing));
    assertThat((double) cut(rounds) / cut(whole)).isLessThan(1.03);
  }

  @Test
  void whereAgentsWithoutEdgesFillSomeShardsNobodyIsPushedOut() {
    int[] standing = new int[numbers.size()];
    int lonely = 0;
    for (String id : ids(GROWN)) {
      // Shards 0 and 1 hold agents without edges only, the others all else.
      standing[number(id)] =
          id.startsWith("lonely") ? lonely++ % 2 : 2 + Math.floorMod(id.hashCode(), SHARDS - 2);
    }
    for (DriverLimits driver : List.of(ALL, SMALL)) {
      assertThat(continued(GROWN, 2, driver, standing, 0)).isEqualTo(standing);
      int[] next = continued(GROWN, 2, driver, standing, ONE_PERCENT);
      assertThat(Arrays.stream(loads(next)).max().orElseThrow())
          .isLessThanOrEqualTo(limits(standing).cap());
      assertThat(moved(standing, next)).isLessThanOrEqualTo(numbers.size() / 100);
    }
  }

  @Test
  void orderPartitionsAndCoresDoNotMatter() {
    Map<DriverLimits, int[]> expected = new TreeMap<>(Comparator.comparing(DriverLimits::nodes));
    for (DriverLimits driver : List.of(ALL, SMALL)) {
      expected.put(driver, continued(GROWN, 1, driver, previous, ONE_PERCENT));
      for (int partitions : driver == ALL ? new int[] {7} : new int[] {2, 7}) {
        assertThat(continued(GROWN.shuffled(partitions), partitions, driver, previous, ONE_PERCENT))
            .isEqualTo(expected.get(driver));
      }
    }
    SparkSessions.stop(spark);
    open("local[1]");
    expected.forEach(
        (driver, part) ->
            assertThat(continued(GROWN.shuffled(3), 7, driver, previous, ONE_PERCENT))
                .isEqualTo(part));
  }

  @Test
  void agentsWithoutEdgesFillTheEmptiestInOneOrderWhereverTheGraphIs() {
    int cliques = 10;
    int members = 40;
    int lonely = 600;
    Edges edges = new Edges();
    for (int v = 0; v < cliques * members; v++) {
      for (int other = v + 1; other % members != 0; other++) {
        edges.add(v, other, 1);
      }
    }
    Edges all = new Edges();
    all.rows.addAll(edges.rows);
    for (int v = 0; v < lonely; v++) {
      all.add("lonely-" + v, "lonely-" + v, 1);
    }
    AgentNumbers agents =
        AgentNumbers.of(all.dataset(spark, 2), List.of("source", "target")).numbers();
    int[] kinds = new int[agents.size()];
    List<int[]> order = new ArrayList<>();
    for (int v = 0; v < lonely; v++) {
      int agent = agents.number(utf8("lonely-" + v));
      kinds[agent] = v % 7;
      order.add(new int[] {kinds[agent], agent});
    }
    order.sort(Comparator.<int[]>comparingInt(o -> o[0]).thenComparingInt(o -> o[1]));
    List<int[]> found = new ArrayList<>();
    for (DriverLimits driver : List.of(ALL, SMALL)) {
      JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
      try (EdgeRows rows = EdgeRows.of(context, edges.dataset(spark, 2), agents);
          AgentGraph graph =
              AgentGraph.of(
                  context,
                  rows,
                  new AgentGraph.Nodes(agents.keys(), kinds),
                  driver,
                  PartitionSettings.DEFAULTS)) {
        PartLimits limits = PartLimits.of(agents.size(), cliques);
        int[] part = graph.partition(limits, new int[agents.size()]);
        assertThat(graph.cut(part)).isZero();
        found.add(part);
        // Each shard takes sixty that follow each other, the shards in some order of their own.
        for (int shard = 0; shard < cliques; shard++) {
          int first = shard * lonely / cliques;
          int last = (shard + 1) * lonely / cliques - 1;
          assertThat(part[order.get(first)[1]]).isEqualTo(part[order.get(last)[1]]);
        }
        assertThat(order.stream().mapToInt(o -> part[o[1]]).distinct().count()).isEqualTo(cliques);
      }
    }
    assertThat(found.get(1)).isEqualTo(found.get(0));
  }
}
