package dev.prima.jobs.load.postgres;

import static dev.prima.jobs.load.postgres.TestTables.AGENTS;
import static dev.prima.jobs.load.postgres.TestTables.CONNECTIONS;
import static dev.prima.jobs.load.postgres.TestTables.EVERYTHING;
import static dev.prima.jobs.load.postgres.TestTables.LEGACY;
import static dev.prima.jobs.load.postgres.TestTables.MESSAGES;
import static dev.prima.jobs.postgres.TestNodes.rows;

import dev.prima.core.mapping.TargetTable;
import dev.prima.core.shard.RegionMap;
import dev.prima.core.shard.ShardLookup;
import dev.prima.jobs.postgres.IndexBuild;
import dev.prima.jobs.postgres.PostgresNode;
import dev.prima.jobs.postgres.PostgresSchema;
import dev.prima.jobs.postgres.PostgresSchema.Partitions;
import dev.prima.jobs.postgres.Retry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;

/** Three nodes with tables to load into: home, east with region 0, and west. */
abstract class ThreeNodes {
  static final RegionMap REGIONS =
      new RegionMap(
          List.of("sacred_east", "sacred_west", "genesis"),
          List.of(1, 2, 0),
          List.of("home", "east", "west"));
  static final Partitions PARTITIONS =
      new Partitions(
          new TreeSet<>(List.of(3, 7)),
          new TreeSet<>(List.of(YearMonth.of(2025, 3), YearMonth.of(2025, 4))));
  static final List<TargetTable> TABLES =
      List.of(AGENTS, CONNECTIONS, MESSAGES, EVERYTHING, LEGACY);

  List<PostgresNode> nodes;
  ShardLookup lookup;

  abstract List<PostgresNode> nodes();

  @BeforeEach
  void prepare() {
    nodes = nodes();
    for (PostgresNode node : nodes) {
      PostgresSchema.apply(PostgresSchema.plan(node, TABLES, PARTITIONS));
    }
    lookup = lookup(Map.of("a-east", 0, "a-west", 1));
  }

  /** Agents by region: shard 3 in the east, 7 elsewhere. */
  static ShardLookup lookup(Map<String, Integer> regionOf) {
    ShardLookup.Builder builder = new ShardLookup.Builder(16);
    regionOf.forEach(
        (agent, region) -> {
          byte[] id = agent.getBytes(StandardCharsets.UTF_8);
          int place = ShardLookup.place(region, region == 0 ? 3 : 7);
          builder.add(ShardLookup.lowHash(id), ShardLookup.highHash(id), place);
        });
    return builder.build();
  }

  LoadTarget target(TargetTable table, String run) {
    return new LoadTarget(
        table,
        run,
        nodes,
        REGIONS,
        Set.of(),
        Map.of(0, 11, 1, 12),
        new Retry(3, Duration.ofMillis(10), Duration.ofMillis(100)));
  }

  LoadedPart load(TestRows rows, TargetTable table, String run) throws IOException {
    try (NodeConnections connections = new NodeConnections(nodes, Set.of())) {
      return new PartLoader(target(table, run), lookup, connections).load(1, rows::open);
    }
  }

  void finish() {
    nodes.forEach(n -> IndexBuild.finish(n, TABLES, 2));
  }

  static long micros(String instant) {
    Instant at = Instant.parse(instant);
    return at.getEpochSecond() * 1_000_000 + at.getNano() / 1000;
  }
}
