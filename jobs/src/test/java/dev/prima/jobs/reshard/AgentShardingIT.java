package dev.prima.jobs.reshard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.core.config.RegionsConfig.Assignment;
import dev.prima.core.config.ShardingConfig;
import dev.prima.core.config.ShardingConfig.Rebalance;
import dev.prima.core.config.ShardingConfig.Strategy;
import dev.prima.core.report.ShardingReport;
import dev.prima.core.shard.RegionMap;
import dev.prima.jobs.spark.SparkSessions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The strategies and walls that a config can ask for, on agents and connections made here. */
class AgentShardingIT {
  private static final int AGENTS = 840;
  private static final int ON_DRIVER = 200_000;
  private static final RegionMap REGIONS =
      new RegionMap(
          List.of(
              "sacred_north",
              "sacred_south",
              "sacred_east",
              "sacred_west",
              "sacred_center",
              "sacred_above",
              "sacred_below",
              "genesis"),
          List.of(0, 0, 0, 1, 1, 1, 1, 0),
          List.of("one", "other"));
  private static final List<String> HARMONIES =
      List.of(
          "transparency", "coherence", "resonance", "agency", "vitality", "mutuality", "novelty");

  @TempDir static Path folder;
  private static SparkSession spark;

  private record Place(String region, int shard) {}

  /** What was placed, by agent, and what it is worth. */
  private record Placed(Map<String, Place> places, ShardingReport report) {}

  @BeforeAll
  static void open() {
    spark = SparkSessions.open("local[2]", folder, Map.of("spark.default.parallelism", "2"));
    SparkSessions.suit(spark, 1, 2);
  }

  @AfterAll
  static void stop() {
    SparkSessions.stop(spark);
  }

  private static String id(int agent) {
    return "agent-" + agent;
  }

  /** A quarter of the agents is in the south, a tenth where no node is, the others in the north. */
  private static String legacyRegion(int agent) {
    return agent % 10 == 9 ? "atlantis" : agent % 4 == 0 ? "sacred_south" : "sacred_north";
  }

  private static String expectedRegion(int agent) {
    return agent % 10 == 9 ? "genesis" : legacyRegion(agent);
  }

  private static Placed place(
      Strategy strategy,
      Assignment assignment,
      int driverNodes,
      IntFunction<@Nullable Place> standing,
      int movePermille) {
    Map<String, Place> places = new HashMap<>();
    ShardingReport report =
        new AgentSharding(spark, config(strategy, driverNodes), assignment, REGIONS, movePermille)
            .place(
                agents(standing),
                connections(),
                messages(),
                map ->
                    map.collectAsList()
                        .forEach(
                            row ->
                                places.put(
                                    row.getString(0), new Place(row.getString(1), row.getInt(2)))),
                () -> {},
                null);
    assertThat(places).hasSize(AGENTS);
    return new Placed(places, report);
  }

  private static ShardingConfig config(Strategy strategy, int driverNodes) {
    return new ShardingConfig(
        strategy,
        14,
        Rebalance.AUTO,
        false,
        driverNodes,
        8_000_000,
        new ShardingConfig.Weights(0.7, 0.3, 0.6, 0.25, 0.15, 0.5, 0.6, 0.5));
  }

  private static Dataset<Row> agents(IntFunction<@Nullable Place> standing) {
    List<Row> agents = new ArrayList<>();
    for (int v = 0; v < AGENTS; v++) {
      Place old = standing.apply(v);
      agents.add(
          RowFactory.create(
              id(v),
              HARMONIES.get(v % HARMONIES.size()),
              null,
              legacyRegion(v),
              old == null ? null : old.region(),
              old == null ? null : old.shard()));
    }
    return dataset(
        agents,
        "agent_id string, primary_harmony string, secondary_harmonies string,"
            + " legacy_region string, old_region_id string, old_shard_id int");
  }

  private static Dataset<Row> messages() {
    return dataset(List.of(), "a string, b string, at bigint");
  }

  private static Dataset<Row> connections() {
    List<Row> rows =
        Edges.communities(AGENTS, 21).rows.stream()
            .map(
                row ->
                    RowFactory.create(
                        row.getString(0),
                        row.getString(1),
                        row.getLong(2) / 10.0,
                        1L,
                        null,
                        null,
                        null))
            .toList();
    return dataset(
        rows,
        "a string, b string, strength double, interactions bigint, trust double,"
            + " compatibility double, weight double");
  }

  private static Dataset<Row> dataset(List<Row> rows, String schema) {
    return spark.createDataFrame(rows, StructType.fromDDL(schema));
  }

  @Test
  void edgesThatWereKeptAreNotWeighedAgain() throws IOException {
    Path kept = folder.resolve("edges");
    ShardingReport first = byResonance(connections(), kept);
    ShardingReport again = byResonance(connections().limit(0), kept);

    assertThat(first.figures().edges()).isPositive();
    // What crosses is counted over the rows that are given; all else is of the edges.
    assertThat(again.figures().edges()).isEqualTo(first.figures().edges());
    assertThat(again.figures().edgeCut()).isEqualTo(first.figures().edgeCut());

    Files.delete(kept.resolve("_SUCCESS"));
    assertThat(byResonance(connections().limit(0), kept).figures().edges()).isZero();
  }

  private static ShardingReport byResonance(Dataset<Row> connections, Path kept) {
    return new AgentSharding(
            spark, config(Strategy.HARMONIC, ON_DRIVER), Assignment.RESONANCE, REGIONS, 1000)
        .place(
            agents(v -> null),
            connections,
            messages(),
            map -> {},
            () -> {},
            new KeptEdges(
                JavaSparkContext.fromSparkContext(spark.sparkContext()), kept.toUri().toString()));
  }

  @Test
  void byHarmonyEachHasItsShareOfTheShardsInItsRegion() {
    Placed placed = place(Strategy.HARMONY, Assignment.RESONANCE, ON_DRIVER, v -> null, 1000);
    Map<Integer, Set<String>> harmonies = new HashMap<>();
    for (int v = 0; v < AGENTS; v++) {
      Place place = Objects.requireNonNull(placed.places().get(id(v)));
      assertThat(place.region()).isEqualTo(REGIONS.regions().get(v % HARMONIES.size()));
      // Seven harmonies of 120 agents each in fourteen shards: two each.
      assertThat(place.shard() / 2).isEqualTo(v % HARMONIES.size());
      harmonies
          .computeIfAbsent(place.shard(), shard -> new HashSet<>())
          .add(HARMONIES.get(v % HARMONIES.size()));
    }
    assertThat(harmonies).hasSize(14).allSatisfy((shard, of) -> assertThat(of).hasSize(1));
    assertThat(placed.report().figures().strategy()).isEqualTo("harmony");
    assertThat(placed.report().continued()).isNull();
    assertThat(placed.report().figures().crossRegion())
        .isEqualTo(placed.report().figures().hashCrossRegion());
    // Who stands stays, whatever the strategy would say of him.
    Place elsewhere = new Place("genesis", 3);
    Placed next =
        place(Strategy.HARMONY, Assignment.RESONANCE, ON_DRIVER, v -> v < 9 ? elsewhere : null, 10);
    for (int v = 0; v < AGENTS; v++) {
      assertThat(next.places().get(id(v)))
          .isEqualTo(v < 9 ? elsewhere : placed.places().get(id(v)));
    }
  }

  @Test
  void wallsByCoordinatesAreKeptOnTheDriverAndInRoundsAndWhenTheMapIsContinued() {
    Placed whole = place(Strategy.HARMONIC, Assignment.COORDINATES, ON_DRIVER, v -> null, 1000);
    // The north is too large for the driver, the others are not.
    Placed rounds = place(Strategy.HARMONIC, Assignment.COORDINATES, 300, v -> null, 1000);
    Placed grown =
        place(
            Strategy.HARMONIC,
            Assignment.COORDINATES,
            300,
            v -> v % 50 == 7 ? null : rounds.places().get(id(v)),
            10);
    for (Placed placed : List.of(whole, rounds, grown)) {
      expectWalls(placed);
    }
    assertThat(rounds.report().figures().edgeCut())
        .isLessThan(1.1 * Objects.requireNonNull(whole.report().figures().edgeCut()));
    assertThat(grown.report().figures().moved()).isLessThanOrEqualTo(AGENTS / 100);
    assertThat(grown.report().continued()).isNotNull();
    assertThat(grown.report().figures().edgeCut())
        .isLessThan(1.1 * Objects.requireNonNull(whole.report().figures().edgeCut()));
  }

  @Test
  void aFullRunFromScratchGivesShardsTheNumbersThatTheyHad() {
    Placed first = place(Strategy.HARMONIC, Assignment.RESONANCE, ON_DRIVER, v -> null, 1000);
    IntFunction<Place> standing =
        v -> {
          Place place = Objects.requireNonNull(first.places().get(id(v)));
          return new Place(place.region(), (place.shard() + 5) % 14);
        };
    Placed full = place(Strategy.HARMONIC, Assignment.RESONANCE, ON_DRIVER, standing::apply, 1000);
    for (int v = 0; v < AGENTS; v++) {
      assertThat(Objects.requireNonNull(full.places().get(id(v))).shard())
          .isEqualTo(standing.apply(v).shard())
          .isNotEqualTo(Objects.requireNonNull(first.places().get(id(v))).shard());
    }
  }

  private static void expectWalls(Placed placed) {
    Map<Integer, Set<String>> regionsOf = new HashMap<>();
    for (int v = 0; v < AGENTS; v++) {
      Place place = Objects.requireNonNull(placed.places().get(id(v)));
      assertThat(place.region()).isEqualTo(expectedRegion(v));
      regionsOf.computeIfAbsent(place.shard(), shard -> new HashSet<>()).add(place.region());
    }
    assertThat(regionsOf.values()).allMatch(regions -> regions.size() == 1);
    Map<Integer, Long> sizes =
        placed.places().values().stream()
            .collect(Collectors.groupingBy(Place::shard, Collectors.counting()));
    // 840 agents in 14 shards or, for the walls, some more: 5 % above 60 at most.
    assertThat(sizes.values()).allMatch(size -> size <= 63);
    var details = Objects.requireNonNull(placed.report().details());
    assertThat(details.unavoidable().regionFloor())
        .isPositive()
        .isEqualTo(placed.report().figures().crossRegion());
    assertThat(placed.report().figures().edgeCut())
        .isLessThan(Objects.requireNonNull(placed.report().figures().hashEdgeCut()));
  }
}
