package dev.prima.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.cql.Row;
import dev.prima.core.error.ExitCode;
import dev.prima.core.report.ReconciliationReport;
import dev.prima.core.report.ReconciliationReport.Verdict;
import dev.prima.core.report.RunReport;
import dev.prima.core.run.Books;
import dev.prima.jobs.generate.SampleData;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The sample network, migrated once, held against plain SQL on the files. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NetworkMigrationIT {
  @TempDir static Path folder;
  private Stores stores;
  private List<Path> files;
  private LegacyNetwork legacy;
  private RunReport first;

  @BeforeAll
  void migrate() {
    // By the rule that can be written down from LEGACY.md; by resonance: HarmonicMigrationIT.
    stores = new Stores(folder, "sharding: {strategy: hash}");
    files = SampleData.make(Path.of("..", "sample-data", "network"), folder.resolve("sources"));
    legacy = new LegacyNetwork(files);
    first = stores.migrate(files);
  }

  @Test
  void endsReconciledWithBalancedBooksOfAllThatTheFilesHold() {
    assertThat(first.end().error()).isNull();
    assertThat(first.end().exit()).isEqualTo(ExitCode.OK);
    ReconciliationReport reconciliation = Objects.requireNonNull(first.findings().reconciliation());
    assertThat(reconciliation.verdict()).isEqualTo(Verdict.RECONCILED);
    assertThat(Tables.books(first).keySet()).isEqualTo(LegacyNetwork.TABLES.keySet());
    for (Books books : Tables.books(first).values()) {
      assertThat(books.balanced()).as("%s", books).isTrue();
      assertThat(books.read()).as("%s", books).isEqualTo(legacy.read(books.table()));
      assertThat(books.rejected() + books.failed() + books.skipped()).as("%s", books).isZero();
    }
  }

  @Test
  void everyTableHoldsAsManyRowsAsItsBooksSay() {
    Map<String, Books> books = Tables.books(first);
    for (String table :
        List.of(
            "agents",
            "messages",
            "field_measurements",
            "sacred_cache",
            "work",
            "collectives",
            "memberships")) {
      assertThat(stores.count("SELECT count(*) FROM prima." + table))
          .as(table)
          .isEqualTo(books.get(table).loaded());
    }
    assertThat(stores.count("SELECT count(*) FROM prima.connections"))
        .isEqualTo(books.get("connections").loaded() + Tables.of(first, "connections").derived());
    assertThat(Query.number(stores.url(0), "SELECT count(*) FROM legacy.sacred_presences"))
        .isEqualTo(books.get("legacy.sacred_presences").loaded())
        .isEqualTo(legacy.read("legacy.sacred_presences"));
    assertThat(stores.global("spores")).hasSize((int) books.get("spores").loaded());
    assertThat(stores.global("wisdom_crystals"))
        .hasSize((int) books.get("wisdom_crystals").loaded());
    // Every entanglement stands under both its ends, and nobody is entangled with himself here.
    assertThat(stores.global("entanglements_by_agent"))
        .hasSize(2 * (int) books.get("quantum_entanglements").loaded());
  }

  @Test
  void rowsThatLostAreKept() {
    for (String table : List.of("agents", "connections", "messages", "sacred_cache", "work")) {
      assertThat(stores.count("SELECT count(*) FROM prima.superseded WHERE table_name = ?", table))
          .as(table)
          .isEqualTo(Tables.books(first).get(table).superseded());
    }
    assertThat(stores.count("SELECT count(*) FROM prima.superseded WHERE reason = 'replaced'"))
        .isZero();
  }

  @Test
  void coherenceIsTheSameToTheLastDigit() {
    assertThat(Objects.requireNonNull(first.findings().coherence()).source()).isEqualTo(74.5);
    assertThat(Objects.requireNonNull(first.findings().coherence()).targets()).isEqualTo(74.5);
    assertThat(first.findings().coherence().activeAgents()).isEqualTo(100);
    double sum = 0;
    long active = 0;
    for (List<@Nullable Object> node :
        stores.rows(
            "SELECT sum(coherence_level), count(*) FROM prima.agents WHERE status = 'active'")) {
      sum += node.get(0) == null ? 0 : (Double) node.get(0);
      active += (Long) node.get(1);
    }
    assertThat(active).isEqualTo(100);
    assertThat(sum / active).isEqualTo(74.5);
  }

  @Test
  void anAgentStandsOnExactlyOneNodeOnceWhereItsHarmonyAndItsHashSay() {
    List<List<@Nullable Object>> agents =
        stores.rows("SELECT agent_id, primary_harmony, region_id, shard_id FROM prima.agents");
    assertThat(agents.stream().map(r -> r.get(0)).toList())
        .containsExactlyInAnyOrderElementsOf(legacy.agentIds());
    for (List<@Nullable Object> agent : agents) {
      assertThat(agent.get(2)).isEqualTo(LegacyRegion.of(agent.get(1)));
      assertThat(agent.get(3)).isEqualTo((long) Math.abs(agent.get(0).hashCode()) % 100);
    }
    String elsewhere = "SELECT count(*) FROM prima.agents WHERE region_id NOT IN ";
    assertThat(
            Query.number(
                stores.url(0),
                elsewhere + "('genesis', 'sacred_center', 'sacred_above', 'sacred_below')"))
        .isZero();
    assertThat(Query.number(stores.url(1), elsewhere + "('sacred_north', 'sacred_east')")).isZero();
    assertThat(Query.number(stores.url(2), elsewhere + "('sacred_south', 'sacred_west')")).isZero();
  }

  @Test
  void theDirectoryAgreesWithTheNodes() {
    Set<List<@Nullable Object>> directory = new HashSet<>();
    for (Row row : stores.global("agent_directory")) {
      List<@Nullable Object> entry = new ArrayList<>();
      entry.add(row.getString("agent_id"));
      entry.add(row.getString("region_id"));
      entry.add((long) row.getInt("shard_id"));
      entry.add(row.getString("primary_harmony"));
      entry.add(row.getObject("coherence_level"));
      entry.add(row.getObject("love_resonance"));
      entry.add(row.getString("status"));
      directory.add(entry);
    }
    assertThat(directory)
        .isEqualTo(
            new HashSet<>(
                stores.rows(
                    "SELECT agent_id, region_id, shard_id, primary_harmony, coherence_level,"
                        + " love_resonance, status FROM prima.agents")));
  }

  @Test
  void ofCopiesThatDisagreeTheBestOneStands() {
    Map<String, Set<List<@Nullable Object>>> best = legacy.bestAgents();
    for (List<@Nullable Object> agent :
        stores.rows(
            "SELECT agent_id, name, sacred_name, primary_harmony, coherence_level,"
                + " love_resonance, status FROM prima.agents")) {
      assertThat(best.get(agent.get(0)))
          .as("%s", agent.get(0))
          .contains(agent.subList(1, agent.size()));
    }
    // Where only the content hash decides, either will do; that is so for a handful.
    assertThat(best.values().stream().filter(b -> b.size() > 1).count()).isBetween(1L, 10L);
  }

  @Test
  void aMessageStandsAsOftenAsInTheFileThatHasItMostOften() {
    Map<List<@Nullable Object>, Integer> standing = new HashMap<>();
    stores
        .rows(
            "SELECT (extract(epoch FROM created_at) * 1000)::bigint, from_agent, to_agent,"
                + " message_type, content, sacred_encoding, field_impact, harmony_resonance FROM"
                + " prima.messages JOIN prima.migration_sources USING (source_id) WHERE file NOT"
                + " LIKE '%unified.db'")
        .forEach(m -> standing.merge(m, 1, Integer::sum));
    assertThat(standing).isEqualTo(legacy.messages());
    assertThat(standing.values()).contains(2);
    assertThat(
            stores
                .rows(
                    "SELECT legacy_id FROM prima.messages JOIN prima.migration_sources USING"
                        + " (source_id) WHERE file LIKE '%unified.db'")
                .stream()
                .map(r -> String.valueOf(r.get(0))))
        .containsExactlyInAnyOrderElementsOf(legacy.messageIds());
  }

  @Test
  void hoursSinceTheEpochAreComputedFromTheTimes() {
    for (List<String> hours :
        List.of(
            List.of("messages", "created_at", "partition_key"),
            List.of("field_measurements", "\"timestamp\"", "hour_bucket"))) {
      List<List<@Nullable Object>> rows =
          stores.rows(
              "SELECT DISTINCT extract(epoch FROM "
                  + hours.get(1)
                  + ")::bigint, "
                  + hours.get(2)
                  + " FROM prima."
                  + hours.get(0));
      assertThat(rows).as(hours.get(0)).hasSizeGreaterThan(1);
      for (List<@Nullable Object> row : rows) {
        Long seconds = (Long) row.get(0);
        assertThat(row.get(1)).isEqualTo(seconds == null ? null : Math.floorDiv(seconds, 3600L));
      }
    }
  }

  @Test
  void connectionsAreThoseOfTheFilesAndThoseThatFollowFromMessages() {
    assertThat(pairs("connection_type IS DISTINCT FROM 'derived'"))
        .containsExactlyInAnyOrderElementsOf(legacy.connectedPairs());
    Set<List<String>> derived = legacy.derivedPairs();
    assertThat(derived).isNotEmpty();
    assertThat(pairs("connection_type = 'derived'")).containsExactlyInAnyOrderElementsOf(derived);
    assertThat(Tables.of(first, "connections").derived()).isEqualTo(derived.size());
  }

  private List<List<String>> pairs(String where) {
    return stores.rows("SELECT agent1_id, agent2_id FROM prima.connections WHERE " + where).stream()
        .map(LegacyNetwork::pair)
        .toList();
  }

  @Test
  void whatCrossesRegionsIsGlobalUnderBothEndsAndNothingElse() {
    Crossings crossings = new Crossings(stores);
    assertThat(crossings.interactions())
        .isNotEmpty()
        .containsExactlyInAnyOrderElementsOf(crossings.messages());
    assertThat(crossings.connectionsByAgent())
        .isNotEmpty()
        .containsExactlyInAnyOrderElementsOf(crossings.connections());
  }
}
