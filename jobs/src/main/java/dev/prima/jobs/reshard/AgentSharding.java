package dev.prima.jobs.reshard;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.shiftright;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import dev.prima.core.config.RegionsConfig.Assignment;
import dev.prima.core.config.ShardingConfig;
import dev.prima.core.config.ShardingConfig.Strategy;
import dev.prima.core.partition.PartitionSettings;
import dev.prima.core.report.ShardingDetails;
import dev.prima.core.report.ShardingDetails.Crossing;
import dev.prima.core.report.ShardingDetails.Unavoidable;
import dev.prima.core.report.ShardingReport;
import dev.prima.core.shard.RegionMap;
import dev.prima.jobs.spark.Beside;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.storage.StorageLevel;
import org.jspecify.annotations.Nullable;

/** The shard map of a migration: a place for each agent that loads or stands. */
public final class AgentSharding {
  /** All agents are placed from scratch. */
  public static final int ALL_MAY_MOVE = 1000;

  private static final int REGION_SHIFT = 15;

  private final JavaSparkContext spark;
  private final ShardingConfig config;
  private final Assignment assignment;
  private final RegionMap regions;
  private final int movePermille;

  /**
   * @param movePermille how many of a thousand agents that stand may leave their place
   */
  public AgentSharding(
      SparkSession spark,
      ShardingConfig config,
      Assignment assignment,
      RegionMap regions,
      int movePermille) {
    this.spark = JavaSparkContext.fromSparkContext(spark.sparkContext());
    this.config = config;
    this.assignment = assignment;
    this.regions = regions;
    this.movePermille = movePermille;
  }

  /**
   * Places all agents.
   *
   * @param agents {@code agent_id, primary_harmony, secondary_harmonies, legacy_region,
   *     old_region_id, old_shard_id}, each agent once
   * @param connections {@code a, b, strength, interactions, trust, compatibility, weight}
   * @param messages {@code a, b, at}
   * @param map takes {@code agent_id, region_id, shard_id, old_region_id, old_shard_id}: the place
   *     of each agent, and for those that leave one the place where they stand
   * @param meanwhile is run while places are decided, which keeps one core busy and leaves others
   * @param kept holds the edges, and has them if the same agents were placed by the same edges
   *     before; null where they are not kept
   * @return what the map is worth
   */
  public ShardingReport place(
      Dataset<Row> agents,
      Dataset<Row> connections,
      Dataset<Row> messages,
      Consumer<Dataset<Row>> map,
      Runnable meanwhile,
      @Nullable KeptEdges kept) {
    agents.persist(StorageLevel.MEMORY_AND_DISK_SER());
    spark.setJobDescription("reshard: number agents");
    AgentNumbers.Numbered numbered = AgentNumbers.of(agents, List.of("agent_id"));
    AgentNumbers numbers = numbered.numbers();
    AgentFacts facts = AgentFacts.of(spark, agents, numbers, regions);
    PartitionSettings settings = PartitionSettings.DEFAULTS;
    DriverLimits driver = new DriverLimits(config.driverNodes(), config.driverEdges());
    Places places =
        new Places(
            spark,
            driver,
            settings,
            regions,
            facts,
            numbers.keys(),
            numbered.legacyHashes(),
            config.shards());
    spark.setJobDescription("reshard: weigh edges");
    Supplier<JavaRDD<EdgeChunk>> weighed =
        () ->
            new ResonanceEdges(spark, numbers)
                .weigh(facts, connections, messages, config.weights().resonance());
    try (EdgeRows rows = kept == null ? EdgeRows.of(weighed.get()) : kept.of(weighed);
        AgentGraph graph =
            AgentGraph.of(
                spark,
                rows,
                new AgentGraph.Nodes(numbers.keys(), facts.kinds()),
                driver,
                settings)) {
      Places.Decided decided;
      try (Beside<Boolean> other = Beside.start(() -> done(meanwhile))) {
        decided = decide(places, facts, rows, graph);
        other.get();
      }
      spark.setJobDescription("reshard: measure");
      try (Beside<Crossing> messaged = Beside.start(() -> crossing(messages, numbers, decided))) {
        spark.setJobDescription("reshard: write the shard map");
        map.accept(map(agents, numbers, facts, decided));
        spark.setJobDescription("reshard: measure");
        Crossing connected = crossing(connections, numbers, decided);
        return report(numbered, facts, decided, graph, connected, messaged.get());
      }
    } finally {
      agents.unpersist();
      spark.setJobDescription(null);
    }
  }

  private static Boolean done(Runnable work) {
    work.run();
    return true;
  }

  private Places.Decided decide(Places places, AgentFacts facts, EdgeRows rows, AgentGraph graph) {
    int[] given =
        assignment == Assignment.COORDINATES ? facts.legacyRegion() : facts.harmonyRegion(regions);
    return switch (config.strategy()) {
      case HASH -> places.byHash(given, movePermille);
      case HARMONY -> places.byHarmony(given, movePermille);
      case HARMONIC ->
          hasWalls()
              ? places.within(rows, given, movePermille)
              : places.byResonance(graph, movePermille);
    };
  }

  private boolean hasWalls() {
    return config.strategy() == Strategy.HARMONIC && assignment != Assignment.RESONANCE;
  }

  private Dataset<Row> map(
      Dataset<Row> agents, AgentNumbers numbers, AgentFacts facts, Places.Decided decided) {
    Broadcast<RegionMap> names = spark.broadcast(regions);
    UserDefinedFunction region =
        udf(
            (UDF1<Integer, String>) place -> names.value().regions().get(place >> REGION_SHIFT),
            DataTypes.StringType);
    Column place = numbers.of(spark, col("agent_id"), packed(decided));
    Column stays =
        col("old_region_id")
            .eqNullSafe(col("region_id"))
            .and(col("old_shard_id").eqNullSafe(col("shard_id")));
    return agents
        .select(col("agent_id"), place.as("place"), col("old_region_id"), col("old_shard_id"))
        .withColumn("region_id", region.apply(col("place")))
        .withColumn("shard_id", shard(col("place")))
        .select(
            col("agent_id"),
            col("region_id"),
            col("shard_id"),
            when(not(stays), col("old_region_id")).as("old_region_id"),
            when(not(stays), col("old_shard_id")).as("old_shard_id"));
  }

  /** The region and the shard of each agent as one number: an agent is looked up once for both. */
  private static int[] packed(Places.Decided decided) {
    return IntStream.range(0, decided.shard().length)
        .map(v -> decided.region()[v] << REGION_SHIFT | decided.shard()[v])
        .toArray();
  }

  private static Column shard(Column place) {
    return place.bitwiseAND((1 << REGION_SHIFT) - 1);
  }

  private static Column region(Column place) {
    return shiftright(place, REGION_SHIFT);
  }

  private Crossing crossing(Dataset<Row> rows, AgentNumbers numbers, Places.Decided decided) {
    int[] places = packed(decided);
    Column one = col("p1");
    Column other = col("p2");
    Column known = one.isNotNull().and(other.isNotNull());
    // Counted rather than filtered: Spark would look up again what a filter has looked at.
    Row sums =
        rows.filter(not(col("a").equalTo(col("b"))))
            .select(
                numbers.of(spark, col("a"), places).as("p1"),
                numbers.of(spark, col("b"), places).as("p2"))
            .agg(
                sum(when(known, 1L).otherwise(0L)),
                sum(when(known.and(not(shard(one).equalTo(shard(other)))), 1L).otherwise(0L)),
                sum(when(known.and(not(region(one).equalTo(region(other)))), 1L).otherwise(0L)))
            .first();
    return sums.isNullAt(0) || sums.getLong(0) == 0
        ? new Crossing(0, 0, 0)
        : new Crossing(sums.getLong(0), sums.getLong(1), sums.getLong(2));
  }

  private ShardingReport report(
      AgentNumbers.Numbered numbered,
      AgentFacts facts,
      Places.Decided decided,
      AgentGraph graph,
      Crossing connections,
      Crossing messages) {
    int agents = numbered.numbers().size();
    long[] sizes = new long[decided.limits().parts()];
    int moved = 0;
    for (int v = 0; v < agents; v++) {
      sizes[decided.shard()[v]]++;
      boolean stood = facts.oldShard()[v] >= 0;
      boolean stays =
          decided.shard()[v] == facts.oldShard()[v] && decided.region()[v] == facts.oldRegion()[v];
      moved += stood && !stays ? 1 : 0;
    }
    long used = Arrays.stream(sizes).filter(size -> size > 0).count();
    long shardsInUse = config.strategy() == Strategy.HARMONIC ? sizes.length : used;
    long weight = graph.weight();
    int[] hash = HarmonicSharding.hash(numbered, decided.limits().parts());
    ShardingReport.Figures figures =
        new ShardingReport.Figures(
            config.strategy().word(),
            config.shards(),
            used,
            agents,
            graph.edges(),
            share(graph.cut(decided.shard()), weight),
            share(graph.cut(hash), weight),
            agents == 0
                ? null
                : rounded((double) Arrays.stream(sizes).max().orElse(0) * shardsInUse / agents),
            share(graph.cut(decided.region()), weight),
            share(graph.cut(facts.harmonyRegion(regions)), weight),
            moved);
    return new ShardingReport(
        figures,
        decided.continued() ? new ShardingReport.Continued(null) : null,
        details(decided, graph, sizes, connections, messages),
        List.of());
  }

  private ShardingDetails details(
      Places.Decided decided,
      AgentGraph graph,
      long[] sizes,
      Crossing connections,
      Crossing messages) {
    long weight = graph.weight();
    AgentGraph.Unavoidable hubs = graph.unavoidable(decided.limits().cap());
    long[][] between = graph.between(decided.region(), regions.regions().size());
    boolean[] held = new boolean[between.length];
    for (int region : decided.region()) {
      held[region] = true;
    }
    int[] shown = IntStream.range(0, held.length).filter(r -> held[r]).toArray();
    List<List<Long>> resonance = new ArrayList<>();
    for (int r : shown) {
      resonance.add(IntStream.of(shown).mapToObj(q -> between[r][q]).toList());
    }
    return new ShardingDetails(
        connections,
        messages,
        new Unavoidable(
            hubs.hubs(),
            weight == 0 ? 0 : rounded((double) hubs.weight() / weight),
            hasWalls() ? share(graph.cut(decided.region()), weight) : null),
        decided.limits().cap(),
        LongStream.of(sizes).boxed().toList(),
        IntStream.of(shown).mapToObj(r -> regions.regions().get(r)).toList(),
        resonance);
  }

  private static @Nullable Double share(long part, long weight) {
    return weight == 0 ? null : rounded((double) part / weight);
  }

  private static double rounded(double value) {
    return Math.round(value * 1e6) / 1e6;
  }
}
