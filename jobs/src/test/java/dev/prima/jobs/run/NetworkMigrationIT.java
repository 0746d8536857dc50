package dev.prima.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.cql.Row;
import dev.prima.core.error.ExitCode;
import dev.prima.core.report.ReconciliationReport;
import dev.prima.core.report.ReconciliationReport.Verdict;
import dev.prima.core.report.RunReport;
import dev.prima.core.report.TableReport;
import dev.prima.core.run.Books;
import dev.prima.jobs.generate.SampleData;
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
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The sample network, migrated once, then once more, then with rows that are better and new; held
 * against plain SQL on the files.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class NetworkMigrationIT {
  private static final int FIRST_LOAD = 1;
  private static final int SECOND_RUN = 2;
  private static final int GROWN_SOURCE = 3;
  private static final int OTHER_HARMONY = 4;
  private static final String BETTER = "agent-000";

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
  @Order(FIRST_LOAD)
  void endsReconciledWithBalancedBooksOfAllThatTheFilesHold() {
    assertThat(first.end().error()).isNull();
    assertThat(first.end().exit()).isEqualTo(ExitCode.OK);
    ReconciliationReport reconciliation = Objects.requireNonNull(first.findings().reconciliation());
    assertThat(reconciliation.verdict()).isEqualTo(Verdict.RECONCILED);
    assertThat(books(first).keySet()).isEqualTo(LegacyNetwork.TABLES.keySet());
    for (Books books : books(first).values()) {
      assertThat(books.balanced()).as("%s", books).isTrue();
      assertThat(books.read()).as("%s", books).isEqualTo(legacy.read(books.table()));
      assertThat(books.rejected() + books.failed() + books.skipped()).as("%s", books).isZero();
    }
  }

  @Test
  @Order(FIRST_LOAD)
  void everyTableHoldsAsManyRowsAsItsBooksSay() {
    Map<String, Books> books = books(first);
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
        .isEqualTo(books.get("connections").loaded() + table(first, "connections").derived());
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
  @Order(FIRST_LOAD)
  void rowsThatLostAreKept() {
    for (String table : List.of("agents", "connections", "messages", "sacred_cache", "work")) {
      assertThat(stores.count("SELECT count(*) FROM prima.superseded WHERE table_name = ?", table))
          .as(table)
          .isEqualTo(books(first).get(table).superseded());
    }
    assertThat(stores.count("SELECT count(*) FROM prima.superseded WHERE reason = 'replaced'"))
        .isZero();
  }

  @Test
  @Order(FIRST_LOAD)
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
  @Order(FIRST_LOAD)
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
  @Order(FIRST_LOAD)
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
  @Order(FIRST_LOAD)
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
  @Order(FIRST_LOAD)
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
  @Order(FIRST_LOAD)
  void connectionsAreThoseOfTheFilesAndThoseThatFollowFromMessages() {
    assertThat(pairs("connection_type IS DISTINCT FROM 'derived'"))
        .containsExactlyInAnyOrderElementsOf(legacy.connectedPairs());
    Set<List<String>> derived = legacy.derivedPairs();
    assertThat(derived).isNotEmpty();
    assertThat(pairs("connection_type = 'derived'")).containsExactlyInAnyOrderElementsOf(derived);
    assertThat(table(first, "connections").derived()).isEqualTo(derived.size());
  }

  private List<List<String>> pairs(String where) {
    return stores.rows("SELECT agent1_id, agent2_id FROM prima.connections WHERE " + where).stream()
        .map(LegacyNetwork::pair)
        .toList();
  }

  @Test
  @Order(FIRST_LOAD)
  void whatCrossesRegionsIsGlobalUnderBothEndsAndNothingElse() {
    assertThat(crossing("interactions", "message_id"))
        .isNotEmpty()
        .containsExactlyInAnyOrderElementsOf(
            crossingOnNodes("messages", "message_id::text", "from_agent", "to_agent"));
    assertThat(crossing("connections_by_agent", "connection_id"))
        .isNotEmpty()
        .containsExactlyInAnyOrderElementsOf(
            crossingOnNodes("connections", "connection_id", "agent1_id", "agent2_id"));
  }

  private List<List<String>> crossing(String global, String id) {
    return stores.global(global).stream()
        .map(
            r ->
                List.of(
                    String.valueOf(r.getObject(id)),
                    String.valueOf(r.getString("agent_id")),
                    String.valueOf(r.getString("peer_id"))))
        .toList();
  }

  private List<List<String>> crossingOnNodes(String table, String id, String end1, String end2) {
    Map<Object, Object> regions = new HashMap<>();
    stores
        .rows("SELECT agent_id, region_id FROM prima.agents")
        .forEach(r -> regions.put(r.get(0), r.get(1)));
    List<List<String>> crossing = new ArrayList<>();
    stores
        .rows("SELECT " + String.join(", ", id, end1, end2) + " FROM prima." + table)
        .forEach(
            r -> {
              Object one = regions.get(r.get(1));
              Object other = regions.get(r.get(2));
              if (one != null && other != null && !one.equals(other)) {
                List<String> row = r.stream().map(String::valueOf).toList();
                crossing.add(row);
                crossing.add(List.of(row.get(0), row.get(2), row.get(1)));
              }
            });
    return crossing;
  }

  @Test
  @Order(SECOND_RUN)
  void aSecondRunChangesNothingAndSaysSo() {
    Map<String, String> before = stores.contents();
    RunReport second = stores.migrate(files);
    assertThat(second.end().error()).isNull();
    assertThat(second.end().exit()).isEqualTo(ExitCode.OK);
    Map<String, Books> was = books(first);
    assertThat(books(second).keySet()).isEqualTo(was.keySet());
    for (Books now : books(second).values()) {
      Books then = was.get(now.table());
      assertThat(now)
          .isEqualTo(
              new Books(
                  then.table(),
                  then.read(),
                  0,
                  then.duplicates() + then.loaded(),
                  then.superseded(),
                  then.skipped(),
                  then.rejected(),
                  then.failed()));
    }
    for (TableReport table : second.tables()) {
      assertThat(List.of(table.replaced(), table.derived()))
          .as(table.table())
          .containsExactly(0L, 0L);
    }
    assertThat(stores.contents()).isEqualTo(before);
  }

  @Test
  @Order(GROWN_SOURCE)
  void whatIsNewLoadsAndABetterCopyReplacesTheOneThatStands() throws IOException {
    Path grown = folder.resolve("grown.db");
    Path original = folder.resolve("sources/prima.db");
    Files.copy(original, grown);
    Query.change(
        Query.sqlite(grown),
        "UPDATE agents SET love_resonance = 99.5, name = 'Better Ember' WHERE agent_id = '"
            + BETTER
            + "'",
        "INSERT INTO consciousness_stream (timestamp, from_agent, to_agent, message_type, content)"
            + " VALUES (1751200000, 'agent-001', 'agent-002', 'insight', 'new 1'),"
            + " (1751200001, 'agent-001', 'agent-003', 'insight', 'new 2'),"
            + " (1751200002, 'agent-004', NULL, 'insight', 'new 3')",
        "UPDATE spores SET created_at = created_at + 1000, content = 'better', metadata = NULL WHERE"
            + " spore_id = (SELECT min(spore_id) FROM spores)");
    String spore = Query.texts(Query.sqlite(original), "SELECT min(spore_id) FROM spores").get(0);
    String oldSpore =
        Query.texts(Query.sqlite(original), "SELECT content FROM spores WHERE spore_id = ?", spore)
            .get(0);
    String old = "SELECT name, love_resonance FROM prima.agents WHERE agent_id = ?";
    List<@Nullable Object> replaced = stores.rows(old, BETTER).get(0);
    long messages = stores.count("SELECT count(*) FROM prima.messages");

    RunReport third = stores.migrate(List.of(grown));

    assertThat(third.end().error()).isNull();
    assertThat(third.end().exit()).isEqualTo(ExitCode.OK);
    Map<String, Long> loaded = new TreeMap<>();
    books(third).values().stream()
        .filter(b -> b.loaded() > 0)
        .forEach(b -> loaded.put(b.table(), b.loaded()));
    assertThat(loaded)
        .containsExactly(
            Map.entry("agents", 1L), Map.entry("messages", 3L), Map.entry("spores", 1L));
    assertThat(table(third, "spores").replaced()).isEqualTo(1);
    assertThat(
            stores.global("spores").stream()
                .filter(r -> spore.equals(r.getString("spore_id")))
                .map(r -> r.getString("content") + " " + r.getString("metadata")))
        .containsExactly("better null");
    assertThat(
            stores.rows(
                "SELECT reason, row ->> 'content' FROM prima.superseded WHERE table_name ="
                    + " 'spores' AND key = ?",
                spore))
        .containsExactly(List.of("replaced", oldSpore));
    assertThat(books(third).values()).allMatch(Books::balanced);
    assertThat(table(third, "agents").replaced()).isEqualTo(1);
    assertThat(stores.rows(old, BETTER)).containsExactly(List.of("Better Ember", 99.5));
    assertThat(
            stores.rows(
                "SELECT row ->> 'name', (row ->> 'love_resonance')::double precision FROM"
                    + " prima.superseded WHERE table_name = 'agents' AND reason = 'replaced' AND"
                    + " key LIKE '%' || ? || '%'",
                BETTER))
        .containsExactly(replaced);
    assertThat(
            stores.global("agent_directory").stream()
                .filter(r -> BETTER.equals(r.getString("agent_id")))
                .map(r -> r.getDouble("love_resonance")))
        .containsExactly(99.5);
    assertThat(stores.count("SELECT count(*) FROM prima.messages")).isEqualTo(messages + 3);
    assertThat(stores.count("SELECT count(*) FROM prima.messages WHERE content LIKE 'new _'"))
        .isEqualTo(3);
  }

  @Test
  @Order(OTHER_HARMONY)
  void anAgentWhoseBetterCopyHasAnotherHarmonyStaysWhereTheRestOfItsRowsIs() {
    Path changed = folder.resolve("changed.db");
    Query.change(
        Query.sqlite(changed),
        "ATTACH '" + folder.resolve("sources/prima.db") + "' AS prima",
        "CREATE TABLE agents AS SELECT * FROM prima.agents WHERE agent_id = 'agent-004'",
        "UPDATE agents SET love_resonance = 99.9, primary_harmony = 'resonance'");

    RunReport fourth = stores.migrate(List.of(changed));

    assertThat(fourth.end().error()).isNull();
    assertThat(fourth.end().exit()).isEqualTo(ExitCode.OK);
    assertThat(table(fourth, "agents").replaced()).isEqualTo(1);
    assertThat(
            stores.rows(
                "SELECT region_id, primary_harmony FROM prima.agents WHERE agent_id ="
                    + " 'agent-004'"))
        .containsExactly(List.of("sacred_south", "resonance"));
    assertThat(
            stores.global("agent_directory").stream()
                .filter(r -> "agent-004".equals(r.getString("agent_id")))
                .map(r -> r.getString("region_id") + " " + r.getString("primary_harmony")))
        .containsExactly("sacred_south resonance");
  }

  private static Map<String, Books> books(RunReport report) {
    return report.tables().stream()
        .map(TableReport::books)
        .collect(Collectors.toMap(Books::table, Function.identity(), (a, b) -> a, TreeMap::new));
  }

  private static TableReport table(RunReport report, String name) {
    return report.tables().stream().filter(t -> t.table().equals(name)).findFirst().orElseThrow();
  }
}
