package dev.prima.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.core.error.ExitCode;
import dev.prima.core.report.ReconciliationReport.Verdict;
import dev.prima.core.report.RunReport;
import dev.prima.core.report.ShardingDetails;
import dev.prima.core.report.ShardingReport;
import dev.prima.jobs.generate.SampleData;
import java.nio.file.Path;
import java.util.HashMap;
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

  @BeforeAll
  void migrate() {
    stores = new Stores(folder);
    files = SampleData.make(Path.of("..", "sample-data", "network"), folder.resolve("sources"));
    first = stores.migrate(files.stream().filter(f -> f.endsWith("prima.db")).toList());
  }

  private static ShardingReport sharding(RunReport report) {
    return Objects.requireNonNull(report.findings().sharding());
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
    assertThat(report.end().exit()).isEqualTo(ExitCode.OK);
    assertThat(Objects.requireNonNull(report.findings().reconciliation()).verdict())
        .isEqualTo(Verdict.RECONCILED);
  }

  @Test
  @Order(1)
  void aHundredAgentsAreThreeShardsAndCutLessThanByHash() {
    reconciled(first);
    ShardingReport sharding = sharding(first);
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
    ShardingDetails details = Objects.requireNonNull(sharding(first).details());
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
  void agentsThatComeLaterFindTheirPlaceAndNobodyMoves() {
    Map<Object, List<Object>> before = places();
    RunReport second = stores.migrate(files);
    reconciled(second);
    Map<Object, List<Object>> after = places();
    assertThat(after).hasSize((int) sharding(second).agents()).containsAllEntriesOf(before);
    assertThat(sharding(second).moved()).isZero();
    assertThat(sharding(second).edgeCut()).isLessThan(sharding(second).hashEdgeCut());
  }

  @Test
  @Order(4)
  void theSameFilesOnceMoreChangeNothing() {
    Map<Object, List<Object>> before = places();
    RunReport third = stores.migrate(files);
    reconciled(third);
    assertThat(third.totals().loaded()).isZero();
    assertThat(places()).isEqualTo(before);
  }

  @Test
  @Order(5)
  void wallsBetweenHarmoniesAreKept() {
    Stores others = new Stores(folder.resolve("walls"), "sharding: {strategy: harmonic}");
    RunReport walled = others.migrate(files, "regions.assign=harmony");
    reconciled(walled);
    ShardingDetails details = Objects.requireNonNull(sharding(walled).details());
    assertThat(details.unavoidable().regionFloor()).isEqualTo(sharding(walled).crossRegion());
    for (List<Object> agent :
        others.rows("SELECT agent_id, primary_harmony, region_id FROM prima.agents")) {
      assertThat(agent.get(2)).isEqualTo(LegacyRegion.of(agent.get(1)));
    }
  }
}
