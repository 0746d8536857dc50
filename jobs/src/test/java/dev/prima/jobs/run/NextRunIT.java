package dev.prima.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.core.error.ExitCode;
import dev.prima.core.report.RunReport;
import dev.prima.core.report.TableReport;
import dev.prima.core.run.Books;
import dev.prima.jobs.generate.SampleData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The sample network, migrated once, then once more, then with rows that are better and new; held
 * against plain SQL on the files.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class NextRunIT {
  private static final int SECOND_RUN = 1;
  private static final int GROWN_SOURCE = 2;
  private static final int OTHER_HARMONY = 3;
  private static final int OTHER_TIME = 4;
  private static final int DEATH_BETWEEN_STORES = 5;
  private static final String BETTER = "agent-000";

  @TempDir static Path folder;
  private Stores stores;
  private List<Path> files;
  private RunReport first;

  @BeforeAll
  void migrate() {
    stores = new Stores(folder, "sharding: {strategy: hash}");
    files = SampleData.make(Path.of("..", "sample-data", "network"), folder.resolve("sources"));
    first = stores.migrate(files);
  }

  @Test
  @Order(SECOND_RUN)
  void aSecondRunChangesNothingAndSaysSo() {
    Map<String, String> before = stores.contents();
    RunReport second = stores.migrate(files);
    assertThat(second.end().error()).isNull();
    assertThat(second.end().exit()).isEqualTo(ExitCode.OK);
    Map<String, Books> was = Tables.books(first);
    assertThat(Tables.books(second).keySet()).isEqualTo(was.keySet());
    for (Books now : Tables.books(second).values()) {
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
    Tables.books(third).values().stream()
        .filter(b -> b.loaded() > 0)
        .forEach(b -> loaded.put(b.table(), b.loaded()));
    assertThat(loaded)
        .containsExactly(
            Map.entry("agents", 1L), Map.entry("messages", 3L), Map.entry("spores", 1L));
    assertThat(Tables.of(third, "spores").replaced()).isEqualTo(1);
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
    assertThat(Tables.books(third).values()).allMatch(Books::balanced);
    assertThat(Tables.of(third, "agents").replaced()).isEqualTo(1);
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
    assertThat(Tables.of(fourth, "agents").replaced()).isEqualTo(1);
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

  @Test
  @Order(OTHER_TIME)
  void aMessageWhoseBetterCopyHasAnotherTimeStandsOnceInBothStores() {
    Crossings crossings = new Crossings(stores);
    List<@Nullable Object> message =
        stores
            .rows(
                "SELECT m.legacy_id, m.message_id::text FROM prima.messages m JOIN"
                    + " prima.migration_sources USING (source_id) WHERE file LIKE '%unified.db' AND"
                    + " m.to_agent IS NOT NULL")
            .stream()
            .filter(row -> crossings.interactions().stream().anyMatch(c -> c.contains(row.get(1))))
            .findFirst()
            .orElseThrow();
    Path changed = folder.resolve("later.db");
    Query.change(
        Query.sqlite(changed),
        "ATTACH '" + folder.resolve("sources/unified.db") + "' AS unified",
        "CREATE TABLE unified_messages AS SELECT * FROM unified.unified_messages WHERE id = '"
            + message.get(0)
            + "'",
        "UPDATE unified_messages SET field_impact = 99.5, created_at = created_at + 9000000000");

    RunReport fifth = stores.migrate(List.of(changed));

    assertThat(fifth.end().error()).isNull();
    assertThat(fifth.end().exit()).isEqualTo(ExitCode.OK);
    assertThat(Tables.of(fifth, "messages").replaced()).isEqualTo(1);
    assertThat(
            stores.rows(
                "SELECT field_impact FROM prima.messages WHERE legacy_id = ?", message.get(0)))
        .containsExactly(List.of(99.5));
    assertThat(stores.global("interactions"))
        .filteredOn(r -> String.valueOf(r.getObject("message_id")).equals(message.get(1)))
        .hasSize(2)
        .allMatch(r -> r.getDouble("field_impact") == 99.5);
    assertThat(crossings.interactions()).containsExactlyInAnyOrderElementsOf(crossings.messages());
  }

  @Test
  @Order(DEATH_BETWEEN_STORES)
  @EnabledIfSystemProperty(named = "prima.full", matches = "true") // two runs
  void whatARunThatDiedBetweenTheStoresBroughtIsToldByTheNextOneWhateverItsSources() {
    Crossings crossings = new Crossings(stores);
    List<String> message =
        crossings.interactions().stream()
            .filter(c -> legacyId(c.get(0)).isPresent())
            .findFirst()
            .orElseThrow();
    Path changed = folder.resolve("unseen.db");
    Query.change(
        Query.sqlite(changed),
        "ATTACH '" + folder.resolve("sources/unified.db") + "' AS unified",
        "ATTACH '" + folder.resolve("sources/prima.db") + "' AS prima",
        "CREATE TABLE unified_messages AS SELECT * FROM unified.unified_messages WHERE id = '"
            + legacyId(message.get(0)).orElseThrow()
            + "'",
        "UPDATE unified_messages SET field_impact = 99.9, created_at = created_at + 19000000000",
        "CREATE TABLE agents AS SELECT * FROM prima.agents WHERE agent_id = 'agent-005'",
        "UPDATE agents SET love_resonance = 99.9, coherence_level = NULL",
        "CREATE TABLE field_measurements AS SELECT * FROM prima.field_measurements LIMIT 1",
        "UPDATE field_measurements SET timestamp = timestamp + 86400 * 400");
    long coherence = stores.global("field_coherence").size();

    RunReport died = stores.migrate(Stores.dyingAt("load-cassandra"), List.of(changed));
    assertThat(died.end().exit()).isEqualTo(ExitCode.BUG);
    assertThat(
            stores.rows(
                "SELECT field_impact FROM prima.messages WHERE message_id::text = ?",
                message.get(0)))
        .containsExactly(List.of(99.9));
    RunReport next = stores.migrate(List.of(folder.resolve("later.db")));

    assertThat(next.end().error()).isNull();
    assertThat(next.end().exit()).isEqualTo(ExitCode.OK);
    assertThat(next.totals().loaded()).isZero();
    assertThat(stores.global("interactions"))
        .filteredOn(r -> String.valueOf(r.getObject("message_id")).equals(message.get(0)))
        .hasSize(2)
        .allMatch(r -> r.getDouble("field_impact") == 99.9);
    assertThat(crossings.interactions()).containsExactlyInAnyOrderElementsOf(crossings.messages());
    assertThat(crossings.connectionsByAgent())
        .containsExactlyInAnyOrderElementsOf(crossings.connections());
    assertThat(stores.global("agent_directory"))
        .filteredOn(r -> "agent-005".equals(r.getString("agent_id")))
        .allMatch(r -> r.getDouble("love_resonance") == 99.9 && r.isNull("coherence_level"))
        .hasSize(1);
    assertThat(stores.global("field_coherence")).hasSize((int) coherence + 1);
  }

  /** The id that a message has in its file. */
  private Optional<String> legacyId(String messageId) {
    return stores
        .rows(
            "SELECT legacy_id FROM prima.messages JOIN prima.migration_sources USING (source_id)"
                + " WHERE (file LIKE '%unified.db' OR file LIKE '%later.db') AND message_id::text ="
                + " ?",
            messageId)
        .stream()
        .map(row -> String.valueOf(row.get(0)))
        .findFirst();
  }
}
