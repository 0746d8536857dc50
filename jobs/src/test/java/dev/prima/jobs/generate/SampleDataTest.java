package dev.prima.jobs.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.prima.core.error.ExitCode;
import dev.prima.core.error.PrimaException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleDataTest {
  private static final Path SAMPLES = Path.of("..", "sample-data");
  private static final String REFERENCE =
      "SELECT (SELECT count(*) FROM agents WHERE status = 'active'), (SELECT count(*) FROM agents),"
          + " (SELECT count(*) FROM connections), (SELECT count(*) FROM consciousness_stream),"
          + " (SELECT avg(coherence_level) FROM agents WHERE status = 'active')";

  @TempDir static Path made;
  @TempDir Path folder;

  @BeforeAll
  static void makeAll() {
    SampleData.make(SAMPLES.resolve("network"), made.resolve("network"));
    SampleData.make(SAMPLES.resolve("warts"), made.resolve("warts"));
  }

  @Test
  void theReferenceNetworkIsAsDocumented() throws SQLException, IOException {
    Path prima = made.resolve("network/prima.db");
    assertThat(Sql.rows(prima, REFERENCE)).containsExactly("100|100|508|1000|74.5");
    assertThat(Files.size(prima)).isBetween(420L << 10, 436L << 10);
  }

  @Test
  void theSqlite3ProgramSeesTheSame() throws IOException, InterruptedException {
    assumeTrue(
        Stream.of(System.getenv("PATH").split(":"))
            .anyMatch(p -> Files.isExecutable(Path.of(p, "sqlite3"))),
        "sqlite3 is not installed");
    Path script = SAMPLES.resolve("network/prima.sql");
    Process sqlite =
        new ProcessBuilder("sqlite3", ":memory:", ".read " + script, REFERENCE)
            .redirectErrorStream(true)
            .start();
    String answer = new String(sqlite.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(sqlite.waitFor()).isZero();
    assertThat(answer.strip()).isEqualTo("100|100|508|1000|74.5");
  }

  @Test
  void everyFileIsSoundAndTheSameEachTime() throws SQLException, IOException {
    for (String name : List.of("network", "warts")) {
      for (Path again : SampleData.make(SAMPLES.resolve(name), folder.resolve(name))) {
        assertThat(Sql.rows(again, "PRAGMA integrity_check")).containsExactly("ok");
        assertThat(Files.mismatch(again, made.resolve(name).resolve(again.getFileName())))
            .isEqualTo(-1);
      }
    }
    assertThat(Sql.rows(made.resolve("warts/utf16.db"), "PRAGMA encoding"))
        .containsExactly("UTF-16be");
    assertThat(Sql.rows(made.resolve("network/prima-copy-utf16.db"), "PRAGMA encoding"))
        .containsExactly("UTF-16le");
  }

  @Test
  void whicheverCopyWinsTheCoherenceOfTheNetworkStays() throws SQLException, IOException {
    // SQLite attaches files of one encoding only, so the wide copy is made once more in UTF-8.
    Path script = folder.resolve("narrow.sql");
    String wide = Files.readString(SAMPLES.resolve("network/prima-copy-utf16.sql"));
    Files.writeString(script, wide.replace("PRAGMA encoding = 'UTF-16le';", ""));
    SampleData.makeFile(script, folder.resolve("narrow.db"));
    // The rules of LEGACY.md, "When copies disagree", in SQL; where all are equal any copy may win.
    Path all = made.resolve("network/prima.db");
    String agents =
        """
        WITH copies AS (
          SELECT agent_id AS id, coherence_level AS c, love_resonance AS love,
            field_contribution AS gave, max(updated_at, last_heartbeat) AS at, status FROM agents
          UNION ALL SELECT agent_id, coherence_level, love_resonance, field_contribution,
            max(updated_at, last_heartbeat), status FROM older.agents
          UNION ALL SELECT agent_id, coherence_level, love_resonance, field_contribution,
            updated_at, status FROM wide.agents
          UNION ALL SELECT id, coherence_level, love_resonance, total_contributions + messages_sent
            + work_completed + field_impact_given, last_heartbeat / 1000, status
            FROM old.unified_agents),
        ranked AS (SELECT *, rank() OVER (PARTITION BY id ORDER BY love DESC, gave DESC, at DESC)
          AS place FROM copies)
        SELECT count(DISTINCT id), min(c), max(c), avg(c) FROM
          (SELECT id, c FROM ranked WHERE place = 1 AND status = 'active' GROUP BY id, c)""";
    List<String> resolved =
        attached(
            all,
            Map.of(
                "older",
                "prima-copy-older.db",
                "wide",
                folder.resolve("narrow.db").toString(),
                "old",
                "unified.db"),
            agents);
    assertThat(resolved).singleElement().asString().startsWith("100|").endsWith("|74.5");
  }

  @Test
  void copiesInTheNetworkDisagreeInEveryWay() throws SQLException {
    String compare =
        """
        SELECT sum(o.love_resonance < a.love_resonance), sum(o.love_resonance > a.love_resonance),
          sum(o.love_resonance = a.love_resonance AND o.field_contribution > a.field_contribution),
          sum(o.love_resonance = a.love_resonance AND o.field_contribution = a.field_contribution
            AND o.last_heartbeat < a.last_heartbeat),
          sum(o.love_resonance = a.love_resonance AND o.field_contribution = a.field_contribution
            AND o.last_heartbeat > a.last_heartbeat),
          sum(o.love_resonance = a.love_resonance AND o.field_contribution = a.field_contribution
            AND o.last_heartbeat = a.last_heartbeat AND o.sacred_name <> a.sacred_name)
        FROM agents a JOIN older.agents o USING (agent_id)""";
    List<String> counts =
        attached(made.resolve("network/prima.db"), Map.of("older", "prima-copy-older.db"), compare);
    assertThat(counts.get(0).split("\\|")).hasSize(6).doesNotContain("0");
    assertThat(
            attached(
                made.resolve("network/prima.db"),
                Map.of("older", "prima-copy-older.db"),
                "SELECT count(*) FROM older.consciousness_stream o JOIN consciousness_stream a"
                    + " USING (content, timestamp, from_agent) WHERE o.stream_id <> a.stream_id"))
        .singleElement()
        .satisfies(n -> assertThat(Integer.parseInt(n)).isGreaterThan(200));
  }

  @Test
  void theTableOfOutcomesNamesEveryRowOfTheWartsOnce() throws SQLException, IOException {
    Map<String, Integer> told = new TreeMap<>();
    for (String line : Files.readAllLines(SAMPLES.resolve("warts/outcomes.csv"))) {
      String[] columns = line.split(",", 3);
      told.merge(columns[0] + " " + columns[1], 1, Integer::sum);
    }
    told.remove("file table");
    Map<String, Integer> standing = new TreeMap<>();
    for (Path file : files(made.resolve("warts"))) {
      for (String table :
          Sql.rows(
              file,
              "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")) {
        long rows = Sql.number(file, "SELECT count(*) FROM \"" + table + "\"");
        if (rows > 0) {
          standing.put(file.getFileName() + " " + table, Math.toIntExact(rows));
        }
      }
    }
    assertThat(told).isEqualTo(standing);
  }

  @Test
  void theWartsAreReallyThere() throws SQLException {
    Path prima = made.resolve("warts/prima.db");
    assertThat(
            Sql.rows(
                prima,
                "SELECT (SELECT count(*) FROM agents WHERE hex(name) = '4F6B20C328'),"
                    + " (SELECT count(*) FROM agents WHERE hex(name) = '6265666F7265006166746572'),"
                    + " (SELECT count(*) FROM agents WHERE typeof(sacred_name) = 'integer'),"
                    + " (SELECT count(*) FROM agents WHERE agent_id IS NULL),"
                    + " (SELECT count(*) FROM agents WHERE field_contribution = 9e999),"
                    + " (SELECT max(length(content)) FROM consciousness_stream)"))
        .containsExactly("1|1|2|1|1|1048576");
    assertThat(
            Sql.rows(
                made.resolve("warts/unified.db"),
                "SELECT group_concat(DISTINCT typeof(assigned_to)) FROM unified_work"))
        .containsExactly("text,integer");
  }

  @Test
  void aFolderWithoutScriptsIsRefused() {
    assertThatThrownBy(() -> SampleData.make(folder, folder.resolve("out")))
        .isInstanceOfSatisfying(
            PrimaException.class, e -> assertThat(e.exit()).isEqualTo(ExitCode.USAGE))
        .hasMessageStartingWith("GEN-004 ");
  }

  @Test
  void aBrokenScriptLeavesNothing() throws IOException {
    Files.writeString(
        folder.resolve("bad.sql"), "CREATE TABLE t (a); INSERT INTO nowhere VALUES (1)");
    Path into = folder.resolve("out");
    assertThatThrownBy(() -> SampleData.make(folder, into)).hasMessageStartingWith("GEN-003 ");
    assertThat(files(into)).isEmpty();
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  private static List<String> attached(Path file, Map<String, String> others, String query)
      throws SQLException {
    String attach =
        others.entrySet().stream()
            .map(e -> "ATTACH '" + file.resolveSibling(e.getValue()) + "' AS " + e.getKey())
            .collect(Collectors.joining(";"));
    return Sql.rows(file, attach, query);
  }
}
