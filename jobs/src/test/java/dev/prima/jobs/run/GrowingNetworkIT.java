package dev.prima.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.core.error.ExitCode;
import dev.prima.core.report.ReconciliationReport.Verdict;
import dev.prima.core.report.RunReport;
import dev.prima.core.report.ShardingReport;
import dev.prima.jobs.generate.GenerateSpec;
import dev.prima.jobs.generate.LegacyGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** A network that grows by a hundredth from run to run. */
@EnabledIfSystemProperty(named = "prima.full", matches = "true") // four runs
class GrowingNetworkIT {
  private static final int AGENTS = 1_030;
  private static final int STEPS = 3;
  private static final int NEW = 10;

  @TempDir Path folder;

  /** The network before so many of its last agents, and all rows of theirs, had come. */
  private Path without(Path whole, int missing) {
    try {
      Path file = Files.copy(whole, folder.resolve("before-" + missing + ".db"));
      String late = "(SELECT agent_id FROM agents ORDER BY rowid DESC LIMIT " + missing + ")";
      Query.change(
          Query.sqlite(file),
          "DELETE FROM connections WHERE agent1_id IN " + late + " OR agent2_id IN " + late,
          "DELETE FROM consciousness_stream WHERE from_agent IN "
              + late
              + " OR to_agent IN "
              + late,
          "DELETE FROM agents WHERE agent_id IN " + late);
      return file;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static Map<Object, List<Object>> places(Stores stores) {
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

  @Test
  void threeStepsOfAHundredthMoveNoMoreThanAHundredthAndStayNearAFullRun() {
    Path whole =
        new LegacyGenerator(
                GenerateSpec.of(folder.resolve("whole.db"), AGENTS),
                (file, table, written, of) -> {})
            .generate()
            .get(0);
    Stores stores = new Stores(folder, "sharding: {shards: 10}");
    RunReport report = stores.migrate(List.of(without(whole, STEPS * NEW)));
    for (int step = 1; step <= STEPS; step++) {
      Map<Object, List<Object>> before = places(stores);
      Path file = step == STEPS ? whole : without(whole, (STEPS - step) * NEW);
      report =
          step == STEPS
              ? stores.migrate(List.of(file), "sharding.compare=true")
              : stores.migrate(List.of(file));
      assertThat(report.end().exit()).isEqualTo(ExitCode.OK);
      assertThat(Objects.requireNonNull(report.findings().reconciliation()).verdict())
          .isEqualTo(Verdict.RECONCILED);
      Map<Object, List<Object>> after = places(stores);
      assertThat(after).hasSize(before.size() + NEW);
      long moved =
          before.entrySet().stream()
              .filter(e -> !e.getValue().equals(after.get(e.getKey())))
              .count();
      ShardingReport map = Objects.requireNonNull(report.findings().sharding());
      assertThat(map.figures().moved()).isEqualTo(moved).isLessThanOrEqualTo(before.size() / 100);
      assertThat(map.figures().maxOverMean()).isLessThanOrEqualTo(1.06);
    }
    ShardingReport map = Objects.requireNonNull(report.findings().sharding());
    ShardingReport.Figures scratch = map.compared().get(0);
    System.out.printf(
        "after %d steps: cut %.4f, a full run's %.4f%n",
        STEPS, map.figures().edgeCut(), scratch.edgeCut());
    assertThat(map.figures().edgeCut())
        .isLessThan(1.05 * Objects.requireNonNull(scratch.edgeCut()));
  }
}
