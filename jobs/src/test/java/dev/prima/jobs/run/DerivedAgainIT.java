package dev.prima.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.core.error.ExitCode;
import dev.prima.core.plan.MigrationPlan;
import dev.prima.core.report.RunReport;
import dev.prima.jobs.plan.PlanFile;
import dev.prima.jobs.report.RunFolder;
import dev.prima.jobs.run.RunContext.Reach;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Connections made from messages, when later runs change who wrote to whom. */
class DerivedAgainIT {
  private static final String HARMONIES = "transparency coherence resonance agency vitality";
  private static final String CONNECTIONS =
      "SELECT agent1_id, agent2_id, interaction_count FROM prima.connections ORDER BY 1, 2";

  @TempDir Path folder;

  private Path file(String name, String... more) {
    Path file = folder.resolve(name);
    Query.change(
        Query.sqlite(file),
        "CREATE TABLE unified_messages (id TEXT, from_agent TEXT, to_agent TEXT, content TEXT,"
            + " field_impact REAL, created_at INTEGER)");
    Query.change(Query.sqlite(file), more);
    return file;
  }

  /** Five agents, each of another region. */
  private static String[] agents(String... messages) {
    String[] harmonies = HARMONIES.split(" ");
    return Arrays.stream(
            new String[][] {
              {
                "CREATE TABLE unified_agents (id TEXT, name TEXT, role TEXT, coherence_level INTEGER,"
                    + " love_resonance INTEGER, primary_harmony TEXT, status TEXT, created_at INTEGER)"
              },
              IntStream.range(0, harmonies.length)
                  .mapToObj(
                      i ->
                          "INSERT INTO unified_agents VALUES ('%s', 'A', 'w', 50, 50, '%s', 'active', 1)"
                              .formatted("agent-" + i, harmonies[i]))
                  .toArray(String[]::new),
              messages
            })
        .flatMap(Arrays::stream)
        .toArray(String[]::new);
  }

  private static String message(String id, int from, int to, int impact) {
    return "INSERT INTO unified_messages VALUES ('%s', 'agent-%d', 'agent-%d', 'text', %d, 1751200000000)"
        .formatted(id, from, to, impact);
  }

  private static void assertReconciled(RunReport report) {
    assertThat(report.end().error()).isNull();
    assertThat(report.end().exit()).isEqualTo(ExitCode.OK);
  }

  private static List<List<String>> crossing(Stores stores) {
    return stores.global("connections_by_agent").stream()
        .map(r -> List.of(r.getString("agent_id"), r.getString("peer_id")))
        .toList();
  }

  @Test
  void aConnectionGoesWithItsLastMessageAndComesBackWhenTheRunIsUndone() {
    Stores stores = new Stores(folder, "sharding: {strategy: hash}");
    Path first =
        file(
            "first.db",
            agents(
                message("m1", 0, 1, 1),
                message("m2", 1, 0, 1),
                message("m3", 2, 3, 1),
                message("m4", 3, 4, 1)));
    assertReconciled(stores.migrate(List.of(first)));
    assertThat(stores.rows(CONNECTIONS))
        .containsExactlyInAnyOrder(
            List.of("agent-0", "agent-1", 2L),
            List.of("agent-2", "agent-3", 1L),
            List.of("agent-3", "agent-4", 1L));
    assertThat(crossing(stores)).contains(List.of("agent-2", "agent-3")).hasSize(6);
    Map<String, String> before = stores.contents();
    Path better = file("better.db", message("m1", 0, 4, 9), message("m3", 1, 0, 9));
    stores.plan(Reach.READ, List.of(better));
    MigrationPlan plan = PlanFile.read(stores.runFolder().planJson());

    RunReport second = stores.follow(plan, List.of(better));
    RunFolder secondRun = stores.runFolder();

    assertReconciled(second);
    assertThat(Objects.requireNonNull(second.forecast().foretold()).differences()).isEmpty();
    assertThat(stores.rows(CONNECTIONS))
        .containsExactlyInAnyOrder(
            List.of("agent-0", "agent-1", 2L),
            List.of("agent-0", "agent-4", 1L),
            List.of("agent-3", "agent-4", 1L));
    assertThat(Tables.of(second, "connections").replaced()).isEqualTo(1);
    assertThat(Tables.of(second, "connections").derived()).isEqualTo(1);
    assertThat(
            stores.rows(
                "SELECT reason, row ->> 'agent1_id' FROM prima.superseded WHERE table_name ="
                    + " 'connections'"))
        .containsExactly(List.of("replaced", "agent-2"));
    assertThat(crossing(stores))
        .contains(List.of("agent-0", "agent-4"), List.of("agent-4", "agent-0"))
        .doesNotContain(List.of("agent-2", "agent-3"), List.of("agent-3", "agent-2"))
        .hasSize(6);

    assertReconciled(stores.migrate(List.of(first, better)));
    assertReconciled(stores.undo(stores.runFolder()));
    assertReconciled(stores.undo(secondRun));
    assertThat(stores.contents()).isEqualTo(before);
  }

  @Test
  void aConnectionThatWentComesBackAndGoesAgain() {
    Stores stores = new Stores(folder, "sharding: {strategy: hash}");
    Path file = file("first.db", agents(message("m1", 2, 3, 1), message("m2", 3, 4, 1)));
    assertReconciled(stores.migrate(List.of(file)));
    for (int round = 0; round < 2; round++) {
      Query.change(Query.sqlite(file), "DELETE FROM unified_messages WHERE id = 'm1'");
      assertReconciled(stores.migrate(List.of(file), "source.deletes=propagate"));
      assertThat(crossing(stores))
          .containsExactlyInAnyOrder(List.of("agent-3", "agent-4"), List.of("agent-4", "agent-3"));
      Query.change(Query.sqlite(file), message("m1", 2, 3, 1));
      assertReconciled(stores.migrate(List.of(file), "source.deletes=propagate"));
      assertThat(crossing(stores)).hasSize(4);
    }
  }

  @Test
  @EnabledIfSystemProperty(named = "prima.full", matches = "true") // two runs
  void agentsWhoComeAfterTheirMessagesAreConnected() {
    Stores stores = new Stores(folder, "sharding: {strategy: hash}");
    Path messages = file("messages.db", message("m1", 0, 1, 1));
    assertReconciled(stores.migrate(List.of(messages)));
    assertThat(stores.rows(CONNECTIONS)).isEmpty();

    assertReconciled(stores.migrate(List.of(file("agents.db", agents()))));

    assertThat(stores.rows(CONNECTIONS)).containsExactly(List.of("agent-0", "agent-1", 1L));
  }
}
