package dev.prima.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.core.error.ExitCode;
import dev.prima.core.report.RunReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three files whose copies disagree in every way, in each of the six orders that files can have:
 * they are ordered by path, so it is their names that change. Every second time executors read them
 * in place of the driver, which must make no difference either.
 */
class FileOrderIT {
  private static final String SCHEMA =
      """
      CREATE TABLE agents (agent_id TEXT PRIMARY KEY, name TEXT, primary_harmony TEXT,
        coherence_level REAL, love_resonance REAL, field_contribution REAL, region_id TEXT,
        status TEXT, last_heartbeat INTEGER, created_at INTEGER, updated_at INTEGER);
      CREATE TABLE connections (connection_id TEXT PRIMARY KEY, agent1_id TEXT, agent2_id TEXT,
        resonance_strength REAL, shared_insights INTEGER, co_created_wisdom INTEGER,
        last_interaction INTEGER);
      CREATE TABLE consciousness_stream (stream_id INTEGER PRIMARY KEY, timestamp INTEGER,
        from_agent TEXT, to_agent TEXT, message_type TEXT, content TEXT, field_impact REAL,
        processed INTEGER);
      """;

  // Columns: id, name, harmony, coherence, love, benefit, region, status, heard, made, changed.
  private static final List<String> ROWS =
      List.of(
          """
          INSERT INTO agents VALUES
            ('by-love', 'x', 'coherence', 50, 70, 1, 'genesis', 'active', 100, 100, 100),
            ('by-gift', 'x', 'coherence', 50, 60, 1, 'genesis', 'active', 900, 100, 900),
            ('by-time', 'x', 'coherence', 50, 60, 1, 'genesis', 'active', 100, 100, 300),
            ('by-hash', 'x', 'coherence', 50, 60, 1, 'genesis', 'active', 100, 100, 100),
            ('far-off', 'x', 'coherence', 50, 900, 9, 'genesis', 'active', 900, 100, 900),
            ('a-1', 'same', 'agency', 50, 60, 1, 'genesis', 'active', 100, 100, 100);
          INSERT INTO connections VALUES ('c-x', 'a-1', 'by-love', 0.5, 1, 1, 100),
            ('d-x', 'by-time', 'a-1', 0.5, 1, 1, 200), ('e-x', 'a-1', 'nobody', 0.5, 2, 0, 100);
          INSERT INTO consciousness_stream VALUES (1, 500, 'a-1', 'by-love', 'i', 'thrice', 1, 0),
            (2, 500, 'a-1', 'by-love', 'i', 'thrice', 1, 0), (3, 600, 'a-1', NULL, 'i', 'x', 1, 0);
          """,
          """
          INSERT INTO agents VALUES
            ('by-love', 'y', 'agency', 60, 80, 1, 'genesis', 'active', 100, 100, 100),
            ('by-gift', 'y', 'agency', 60, 60, 7, 'genesis', 'active', 100, 100, 100),
            ('by-time', 'y', 'agency', 60, 60, 1, 'genesis', 'active', 400, 100, NULL),
            ('by-hash', 'y', 'agency', 60, 60, 1, 'genesis', 'active', 100, 100, 100),
            ('far-off', 'y', 'agency', 60, 10, 1, 'genesis', 'active', 100, 100, 100),
            ('a-1', 'same', 'agency', 50, 60, 1, 'genesis', 'active', 100, 100, 100);
          INSERT INTO connections VALUES ('c-y', 'by-love', 'a-1', 0.6, 2, 3, 100),
            ('d-y', 'a-1', 'by-time', 0.6, 1, 1, 300), ('e-y', 'nobody', 'a-1', 0.6, 1, 1, 100);
          INSERT INTO consciousness_stream VALUES (1, 500, 'a-1', 'by-love', 'i', 'thrice', 1, 1),
            (5, 500, 'a-1', 'by-love', 'i', 'thrice', 1, 1),
            (6, 500, 'a-1', 'by-love', 'i', 'thrice', 1, 1), (3, 601, 'a-1', NULL, 'i', 'y', 1, 0);
          """,
          """
          INSERT INTO agents VALUES
            ('by-love', 'z', 'novelty', 70, 75, 9, 'genesis', 'active', 900, 100, 900),
            ('by-gift', 'z', 'novelty', 70, 60, 3, 'genesis', 'active', 999, 100, 999),
            ('by-time', 'z', 'novelty', 70, 60, 1, 'genesis', 'active', 100, 999, 200),
            ('by-hash', 'z', 'novelty', 70, 60, 1, 'genesis', 'active', 100, 100, 100),
            ('far-off', 'z', 'novelty', 70, NULL, 9, 'genesis', 'active', 900, 100, 900),
            ('a-1', 'same', 'agency', 50, 60, 1, 'genesis', 'active', 100, 100, 100);
          INSERT INTO connections VALUES ('c-z', 'a-1', 'by-love', 0.7, 0, 0, 900),
            ('d-z', 'by-time', 'a-1', 0.7, 0, 1, 900), ('e-z', 'a-1', 'nobody', 0.7, 0, 2, 100);
          INSERT INTO consciousness_stream VALUES (9, 500, 'a-1', 'by-love', 'i', 'thrice', 1, 0),
            (2, 600, 'a-1', NULL, 'i', 'x', 1, 0);
          """);

  /** Of every two files each comes before the other once. */
  private static final List<List<String>> BOTH_WAYS =
      List.of(List.of("1", "2", "3"), List.of("3", "2", "1"));

  private static final List<List<String>> ORDERS =
      List.of(
          List.of("1", "2", "3"),
          List.of("1", "3", "2"),
          List.of("2", "1", "3"),
          List.of("2", "3", "1"),
          List.of("3", "1", "2"),
          List.of("3", "2", "1"));

  @TempDir Path folder;

  @Test
  void whatLoadsIsTheSameWhicheverOfTwoFilesComesFirst() throws IOException {
    expectTheSame(BOTH_WAYS);
  }

  @Test
  @EnabledIfSystemProperty(named = "prima.full", matches = "true") // six migrations
  void whatLoadsIsTheSameInEveryOrderOfTheFiles() throws IOException {
    expectTheSame(ORDERS);
  }

  private void expectTheSame(List<List<String>> orders) throws IOException {
    Map<String, List<List<@Nullable Object>>> expected = Map.of();
    for (List<String> names : orders) {
      String on = orders.indexOf(names) % 2 == 0 ? "driver" : "executors";
      Map<String, List<List<@Nullable Object>>> contents = migrate(names, on);
      if (expected.isEmpty()) {
        expected = contents;
        assertThat(expected.get("winners"))
            .containsExactly(
                List.of("a-1", "same"),
                List.of("by-gift", "y"),
                contents.get("winners").get(2),
                List.of("by-love", "y"),
                List.of("by-time", "y"),
                List.of("far-off", "y"));
        assertThat(expected.get("pairs"))
            .contains(List.of("c-y", 5L), List.of("d-y", 2L))
            .hasSize(3);
        assertThat(expected.get("words"))
            .containsExactly(List.of("thrice", 3L), List.of("x", 1L), List.of("y", 1L));
        // Two rows of one file with the same content lose, each under an id of its own.
        assertThat(expected.get("lost messages")).containsExactly(List.of("1"), List.of("2"));
      }
      assertThat(contents).as("%s", names).isEqualTo(expected);
    }
  }

  private Map<String, List<List<@Nullable Object>>> migrate(List<String> names, String on)
      throws IOException {
    Path here = Files.createDirectories(folder.resolve(String.join("", names)));
    List<Path> files = new ArrayList<>();
    for (int f = 0; f < ROWS.size(); f++) {
      Path file = here.resolve(names.get(f) + ".db");
      Query.change(Query.sqlite(file), SCHEMA + ROWS.get(f));
      files.add(file);
    }
    Stores stores = new Stores(here);
    RunReport report = stores.migrate(files, "sharding.shards=3", "extract.on=" + on);
    assertThat(report.end().error()).isNull();
    assertThat(report.end().exit()).isEqualTo(ExitCode.OK);
    Map<String, List<List<@Nullable Object>>> contents = new TreeMap<>();
    for (String table : List.of("agents", "connections", "messages")) {
      contents.put(
          table,
          sorted(
              stores.rows("SELECT (to_jsonb(t) - 'source_id')::text FROM prima." + table + " t")));
    }
    contents.put(
        "superseded",
        sorted(stores.rows("SELECT table_name, (row - 'source_id')::text FROM prima.superseded")));
    contents.put(
        "lost messages",
        sorted(
            stores.rows(
                "SELECT row ->> 'legacy_id' FROM prima.superseded WHERE table_name ="
                    + " 'messages'")));
    contents.put("winners", sorted(stores.rows("SELECT agent_id, name FROM prima.agents")));
    contents.put(
        "pairs",
        sorted(
            stores.rows(
                "SELECT connection_id, shared_insights + co_created_wisdom FROM"
                    + " prima.connections")));
    contents.put(
        "words",
        sorted(stores.rows("SELECT content, count(*) FROM prima.messages GROUP BY content")));
    return contents;
  }

  private static List<List<@Nullable Object>> sorted(List<List<@Nullable Object>> rows) {
    return rows.stream().sorted(java.util.Comparator.comparing(List::toString)).toList();
  }
}
