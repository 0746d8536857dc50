package dev.prima.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.core.error.ExitCode;
import dev.prima.core.report.ReconciliationReport.Verdict;
import dev.prima.core.report.RunReport;
import dev.prima.core.report.ShardingDetails;
import dev.prima.core.report.ShardingReport;
import dev.prima.jobs.generate.SampleData;
import dev.prima.jobs.run.RunContext.Reach;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The sample network placed by resonance: its files one by one, as they would come in a year. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class HarmonicMigrationIT {
  private static final int SHARDS = 3;

  @TempDir static Path folder;
  private Stores stores;
  private List<Path> files;
  private RunReport first;
  private RunReport third;
  private Stores moving;

  @BeforeAll
  void migrate() {
    stores = new Stores(folder);
    files = SampleData.make(Path.of("..", "sample-data", "network"), folder.resolve("sources"));
    first = stores.migrate(files.stream().filter(f -> f.endsWith("prima.db")).toList());
  }

  private static ShardingReport map(RunReport report) {
    return Objects.requireNonNull(report.findings().sharding());
  }

  private static ShardingReport.Figures sharding(RunReport report) {
    return map(report).figures();
  }

  /** Region and shard by agent, over all nodes. */
  private Map<Object, List<Object>> places() {
    Map<Object, List<Object>> places = new HashMap<>();
    stores
        .rows("SELECT agent_id, region_id, shard_id FROM prima.agents")
        .forEach(
            row ->
                assertThat(places.put(row.get(0), List.of(row.get(1), row.get(2))))
                    .as("stands twice")
                    .isNull());
    return places;
  }

  private static void reconciled(RunReport report) {
    assertThat(report.end().error()).isNull();
    assertThat(report.end().exit())
        .as(String.valueOf(report.findings().reconciliation()))
        .isEqualTo(ExitCode.OK);
    assertThat(Objects.requireNonNull(report.findings().reconciliation()).verdict())
        .isEqualTo(Verdict.RECONCILED);
  }

  @Test
  @Order(1)
  void aHundredAgentsAreThreeShardsAndCutLessThanByHash() {
    reconciled(first);
    ShardingReport.Figures sharding = sharding(first);
    assertThat(sharding.strategy()).isEqualTo("harmonic");
    assertThat(sharding.shardsUsed()).isEqualTo(SHARDS);
    assertThat(sharding.edgeCut()).isLessThan(0.8 * sharding.hashEdgeCut());
    assertThat(sharding.maxOverMean()).isLessThanOrEqualTo(1.05);
    assertThat(sharding.moved()).isZero();
    Map<Object, List<Object>> places = places();
    assertThat(places).hasSize((int) sharding.agents());
    assertThat(places.values().stream().map(p -> p.get(1)).collect(Collectors.toSet()))
        .hasSize(SHARDS);
    // A shard is in one region, and each node has one.
    assertThat(Set.copyOf(places.values())).hasSize(SHARDS);
  }

  @Test
  @Order(2)
  void whatCrossesIsWhatAQueryCounts() {
    ShardingDetails details = Objects.requireNonNull(map(first).details());
    Map<Object, List<Object>> places = places();
    long shards = 0;
    long regions = 0;
    long rows = 0;
    for (List<Object> row : stores.rows("SELECT agent1_id, agent2_id FROM prima.connections")) {
      List<Object> one = places.get(row.get(0));
      List<Object> other = places.get(row.get(1));
      if (one != null && other != null && !row.get(0).equals(row.get(1))) {
        rows++;
        shards += one.get(1).equals(other.get(1)) ? 0 : 1;
        regions += one.get(0).equals(other.get(0)) ? 0 : 1;
      }
    }
    assertThat(details.connections())
        .isEqualTo(new ShardingDetails.Crossing(rows, shards, regions));
    assertThat(details.sizes().stream().mapToLong(Long::longValue).sum()).isEqualTo(places.size());
    assertThat(stores.global("connections_by_agent")).hasSize((int) (2 * regions));
  }

  @Test
  @Order(3)
  void agentsThatComeLaterFindTheirPlaceAndAtMostOneInAHundredMoves() {
    Map<Object, List<Object>> before = places();
    RunReport second = stores.migrate(files);
    reconciled(second);
    Map<Object, List<Object>> after = places();
    assertThat(after).hasSize((int) sharding(second).agents());
    long moved =
        before.entrySet().stream().filter(e -> !e.getValue().equals(after.get(e.getKey()))).count();
    assertThat(sharding(second).moved()).isEqualTo(moved);
    assertThat(moved).isLessThanOrEqualTo(before.size() / 100);
    expectAllRowsWithTheirAgents(stores);
    assertThat(sharding(second).edgeCut()).isLessThan(sharding(second).hashEdgeCut());
    assertThat(map(first).continued()).isNull();
    assertThat(map(second).continued())
        .isEqualTo(new ShardingReport.Continued(sharding(first).edgeCut()));
  }

  @Test
  @Order(4)
  void theSameFilesOnceMoreChangeNothing() {
    Map<Object, List<Object>> before = places();
    // As if the last full run had cut far less than this map does by now.
    Query.change(
        stores.url(0),
        "UPDATE prima.migration_ledger SET rows = 100000 WHERE table_name = '#full-map'");
    third = stores.migrate(files);
    reconciled(third);
    assertThat(map(third).continued()).isEqualTo(new ShardingReport.Continued(0.1));
    assertThat(map(third).suggestsFullRun()).isTrue();
    assertThat(third.remarks().notes()).anyMatch(note -> note.contains("sharding.rebalance=full"));
    assertThat(third.toJson()).contains("\"fullRunSuggested\": true");
    assertThat(third.totals().loaded()).isZero();
    assertThat(places()).isEqualTo(before);
  }

  @Test
  @Order(5)
  void withoutTheTargetsTheMapOfTheLastRunIsContinued() {
    RunReport offline = stores.plan(Reach.OFFLINE, files);
    assertThat(offline.end().exit()).isEqualTo(ExitCode.OK);
    assertThat(sharding(offline)).isEqualTo(sharding(third));
    assertThat(map(offline).continued()).isEqualTo(map(third).continued());
    assertThat(offline.remarks().notes()).anyMatch(note -> note.contains("taken to stand where"));
  }

  @Test
  @Order(6)
  @EnabledIfSystemProperty(named = "prima.full", matches = "true") // a run more
  void wallsBetweenHarmoniesAreKept() {
    Stores others = new Stores(folder.resolve("walls"), "sharding: {strategy: harmonic}");
    RunReport walled = others.migrate(files, "regions.assign=harmony");
    reconciled(walled);
    ShardingDetails details = Objects.requireNonNull(map(walled).details());
    assertThat(details.unavoidable().regionFloor()).isEqualTo(sharding(walled).crossRegion());
    for (List<Object> agent :
        others.rows("SELECT agent_id, primary_harmony, region_id FROM prima.agents")) {
      assertThat(agent.get(2)).isEqualTo(LegacyRegion.of(agent.get(1)));
    }
  }

  @Test
  @Order(7)
  void agentsThatMoveTakeAllTheirRowsAlongAlsoWhereTheRunDiesBetweenBothNodes() {
    moving = new Stores(folder.resolve("moving"), "sharding: {strategy: harmonic}");
    RunReport hashed = moving.migrate(files, "sharding.strategy=hash");
    reconciled(hashed);
    long messages = moving.count("SELECT count(*) FROM prima.messages");

    List<RunReport> died = new ArrayList<>();
    whileNodesRefuseToLetGo(
        moving, () -> died.add(moving.migrate(files, "sharding.rebalance=full")));
    assertThat(died.get(0).end().exit()).isEqualTo(ExitCode.EXTERNAL);
    assertThat(Objects.requireNonNull(died.get(0).end().error()).message())
        .startsWith("PGS-017")
        .contains("move agents");
    expectSomeOnTwoNodes(moving, sharding(hashed).agents());

    RunReport moved = moving.resume(files, "sharding.rebalance=full");

    reconciled(moved);
    assertThat(moved.totals().loaded()).isZero();
    assertThat(sharding(moved).moved()).isGreaterThan(sharding(moved).agents() / 2);
    assertThat(moving.count("SELECT count(*) FROM prima.messages")).isEqualTo(messages);
    assertThat(moving.count("SELECT count(*) FROM prima.agents"))
        .isEqualTo(sharding(moved).agents());
    expectAllRowsWithTheirAgents(moving);
  }

  @Test
  @Order(8)
  @EnabledIfSystemProperty(named = "prima.full", matches = "true") // two more runs
  void theNextRunFindsAgentsOnTwoNodesAndLeavesThemOnOne() {
    long agents = moving.count("SELECT count(*) FROM prima.agents");
    long messages = moving.count("SELECT count(*) FROM prima.messages");
    whileNodesRefuseToLetGo(
        moving, () -> moving.migrate(files, "sharding.strategy=hash", "sharding.rebalance=full"));
    expectSomeOnTwoNodes(moving, agents);

    RunReport next = moving.migrate(files);

    reconciled(next);
    assertThat(next.totals().loaded()).isZero();
    assertThat(moving.count("SELECT count(*) FROM prima.agents")).isEqualTo(agents);
    assertThat(moving.count("SELECT count(*) FROM prima.messages")).isEqualTo(messages);
    expectAllRowsWithTheirAgents(moving);
  }

  /** What a run leaves that dies after the new node has taken rows in: the old one has them too. */
  private static void whileNodesRefuseToLetGo(Stores stores, Runnable migration) {
    for (int node = 0; node < stores.nodes.size(); node++) {
      Query.change(
          stores.url(node),
          "CREATE FUNCTION public.refuse() RETURNS trigger LANGUAGE plpgsql AS"
              + " $$BEGIN RAISE EXCEPTION 'the connection is gone'; END$$");
      Query.change(
          stores.url(node),
          "CREATE TRIGGER refuse BEFORE DELETE ON prima.agents EXECUTE FUNCTION public.refuse()");
    }
    migration.run();
    for (int node = 0; node < stores.nodes.size(); node++) {
      Query.change(stores.url(node), "DROP FUNCTION public.refuse() CASCADE");
    }
  }

  private static void expectSomeOnTwoNodes(Stores stores, long agents) {
    Map<Object, Set<Object>> places = new HashMap<>();
    stores
        .rows("SELECT agent_id, region_id FROM prima.agents")
        .forEach(
            row ->
                places
                    .computeIfAbsent(row.get(0), id -> new HashSet<>())
                    .add(Objects.requireNonNull(row.get(1))));
    assertThat(places).hasSize((int) agents);
    assertThat(places.values()).anyMatch(of -> of.size() == 2).allMatch(of -> of.size() <= 2);
  }

  /** Every row that belongs to a known agent is where that agent is, on the node that serves it. */
  private static void expectAllRowsWithTheirAgents(Stores stores) {
    Map<Object, List<Object>> places = new HashMap<>();
    for (int node = 0; node < stores.nodes.size(); node++) {
      for (List<Object> agent :
          Query.rows(stores.url(node), "SELECT agent_id, region_id, shard_id FROM prima.agents")) {
        assertThat(places.put(agent.get(0), List.of(agent.get(1), agent.get(2), node))).isNull();
      }
    }
    Map<String, String> owners =
        Map.of(
            "connections", "agent1_id",
            "messages", "from_agent",
            "work", "created_by",
            "collectives", "created_by",
            "memberships", "agent_id");
    owners.forEach(
        (table, owner) -> {
          for (int node = 0; node < stores.nodes.size(); node++) {
            for (List<Object> row :
                Query.rows(
                    stores.url(node),
                    "SELECT " + owner + ", region_id, shard_id FROM prima." + table)) {
              List<Object> home = places.get(row.get(0));
              if (home != null) {
                assertThat(List.of(row.get(1), row.get(2), node)).as(table).isEqualTo(home);
              }
            }
          }
        });
    expectTheGlobalStoreToHoldWhatCrosses(stores, places);
  }

  private static void expectTheGlobalStoreToHoldWhatCrosses(
      Stores stores, Map<Object, List<Object>> places) {
    Map<String, List<String>> ends =
        Map.of(
            "connections_by_agent",
            List.of("SELECT agent1_id, agent2_id, connection_id FROM prima.connections"),
            "interactions",
            List.of("SELECT from_agent, to_agent, message_id::text FROM prima.messages"));
    ends.forEach(
        (table, query) -> {
          Set<List<Object>> expected = new HashSet<>();
          for (List<Object> row : stores.rows(query.get(0))) {
            List<Object> one = places.get(String.valueOf(row.get(0)));
            List<Object> other = places.get(String.valueOf(row.get(1)));
            if (one != null && other != null && !one.get(0).equals(other.get(0))) {
              expected.add(Arrays.asList(row.get(0), row.get(1), row.get(2)));
              expected.add(Arrays.asList(row.get(1), row.get(0), row.get(2)));
            }
          }
          String id = table.equals("interactions") ? "message_id" : "connection_id";
          assertThat(
                  stores.global(table).stream()
                      .map(
                          r ->
                              Arrays.<Object>asList(
                                  r.getString("agent_id"),
                                  r.getString("peer_id"),
                                  String.valueOf(r.getObject(id))))
                      .collect(Collectors.toSet()))
              .as(table)
              .isEqualTo(expected);
        });
    assertThat(
            stores.global("agent_directory").stream()
                .collect(
                    Collectors.toMap(
                        r -> (Object) r.getString("agent_id"),
                        r ->
                            List.<Object>of(
                                r.getString("region_id"), (long) r.getInt("shard_id")))))
        .isEqualTo(
            places.entrySet().stream()
                .collect(
                    Collectors.toMap(
                        Map.Entry::getKey,
                        e -> List.of(e.getValue().get(0), e.getValue().get(1)))));
  }
}
