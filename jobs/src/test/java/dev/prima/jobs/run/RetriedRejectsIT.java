package dev.prima.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.core.error.ExitCode;
import dev.prima.core.report.ReconciliationReport.Compared;
import dev.prima.core.report.ReconciliationReport.Verdict;
import dev.prima.core.report.RunReport;
import dev.prima.core.report.TableReport;
import dev.prima.core.run.Books;
import dev.prima.jobs.cli.Main;
import dev.prima.jobs.generate.GenerateSpec;
import dev.prima.jobs.generate.LegacyGenerator;
import dev.prima.jobs.report.ReportSchema;
import dev.prima.jobs.report.RunFolder;
import dev.prima.jobs.report.RunsFolder;
import dev.prima.jobs.retry.RetryEnd;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;

/**
 * Rows that no target can hold, mended in {@code rejects/} as somebody would in an editor, and
 * tried again; by the commands as they are typed.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RetriedRejectsIT {
  private static final int AGENTS = 60;

  /** Rejected in one file while the other holds a worse copy; mended at once. */
  private String better;

  /** Stays rejected at first. */
  private String late;

  /** Stands in connections of others before it comes itself. */
  private String awaited;

  private String spore;

  @TempDir static Path folder;
  private Stores stores;
  private Path source;
  private Path copy;
  private RunFolder run;
  private Path mendedLines;
  private String said = "";

  @BeforeAll
  void makeSources() throws IOException {
    stores = new Stores(folder);
    Files.writeString(folder.resolve("config.yml"), stores.config(List.of(), List.of()));
    source = folder.resolve("a.db");
    copy = folder.resolve("b.db");
    new LegacyGenerator(GenerateSpec.of(source, AGENTS), (file, table, written, total) -> {})
        .generate();
    String url = Query.sqlite(source);
    awaited = Query.texts(url, "SELECT min(agent1_id) FROM connections").get(0);
    List<String> others =
        Query.texts(url, "SELECT agent_id FROM agents WHERE agent_id <> ? ORDER BY 1", awaited);
    better = others.get(3);
    late = others.get(4);
    spore = Query.texts(url, "SELECT min(spore_id) FROM spores").get(0);
    Query.change(
        Query.sqlite(copy),
        "ATTACH '" + source + "' AS a",
        "CREATE TABLE agents AS SELECT * FROM a.agents WHERE agent_id = '" + better + "'",
        "UPDATE agents SET love_resonance = 1",
        "CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT, tag TEXT)",
        "INSERT INTO notes VALUES (7, 'other', 't')");
    Query.change(
        url,
        "UPDATE agents SET coherence_level = 'high' WHERE agent_id = '" + better + "'",
        "UPDATE agents SET name = CAST(x'ff41' AS TEXT) WHERE agent_id = '" + late + "'",
        "UPDATE agents SET last_heartbeat = 'never' WHERE agent_id = '" + awaited + "'",
        "UPDATE consciousness_stream SET timestamp = 'soon' WHERE stream_id = 5",
        "UPDATE spores SET metadata = '{broken' WHERE spore_id = '" + spore + "'",
        "CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT)",
        "INSERT INTO notes VALUES (1, 'fine'), (2, 'nul' || char(0) || 'x')",
        "CREATE TABLE pairs (a TEXT, b TEXT, PRIMARY KEY (a, b)) WITHOUT ROWID",
        "INSERT INTO pairs VALUES ('k1', 'fine'), ('k2', CAST(x'fe' AS TEXT))");
  }

  private int prima(String command, String... more) {
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(List.of("--config", folder.resolve("config.yml").toString()));
    arguments.addAll(List.of("--runs", folder.resolve("runs").toString()));
    arguments.addAll(List.of(more));
    StringWriter errors = new StringWriter();
    int status =
        Main.commandLine()
            .setErr(new PrintWriter(errors, true))
            .execute(arguments.toArray(String[]::new));
    said = errors.toString();
    return status;
  }

  private int retry(String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("--resume", run.id().text(), "--retry-rejects"));
    arguments.addAll(List.of(more));
    return prima("migrate", arguments.toArray(String[]::new));
  }

  private List<RunFolder> runs() {
    return new RunsFolder(folder.resolve("runs")).list();
  }

  /** As by an editor: the value of one column in the only line where a text stands. */
  private void edit(String table, String where, String column, String value) {
    Path file = run.rejects(table);
    try {
      List<String> lines = new ArrayList<>();
      int edited = 0;
      for (String line : Files.readAllLines(file)) {
        boolean wanted = line.contains(where);
        edited += wanted ? 1 : 0;
        lines.add(
            wanted
                ? line.replaceFirst(
                    "\"" + column + "\":\\{[^}]*}",
                    Matcher.quoteReplacement("\"" + column + "\":" + value))
                : line);
      }
      assertThat(edited).as(where).isEqualTo(1);
      Files.write(file, lines);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String text(String value) {
    return "{\"class\":\"text\",\"value\":\"" + value + "\"}";
  }

  private static Map<String, Long> rejected(RunReport report) {
    Map<String, Long> rejected = new TreeMap<>();
    report.tables().stream()
        .map(TableReport::books)
        .filter(b -> b.rejected() > 0)
        .forEach(b -> rejected.put(b.table(), b.rejected()));
    return rejected;
  }

  @Test
  @Order(1)
  void rowsThatNoTargetCanHoldAreRejected() {
    assertThat(
            prima(
                "migrate",
                "--source",
                source.toString(),
                copy.toString(),
                "--set",
                "errors.budget=100"))
        .as(said)
        .isEqualTo(ExitCode.REJECTS.status());
    run = runs().get(0);
    assertThat(rejected(run.readReport()))
        .isEqualTo(
            Map.of(
                "agents",
                3L,
                "messages",
                1L,
                "spores",
                1L,
                "legacy.notes",
                1L,
                "legacy.pairs",
                1L));
    assertThat(stores.rows("SELECT love_resonance FROM prima.agents WHERE agent_id = ?", better))
        .containsExactly(List.of(1.0));
    assertThat(unplacedOfAwaited()).isPositive();
  }

  private long unplacedOfAwaited() {
    return stores.count(
        "SELECT count(*) FROM prima.connections WHERE agent1_id = ? AND region_id IS NULL",
        awaited);
  }

  @Test
  @Order(2)
  void asLongAsNothingIsMendedNothingIsTried() {
    assertThat(retry()).isEqualTo(ExitCode.USAGE.status());
    assertThat(said).contains("RTY-002", "all 7 are as run");
    assertThat(runs()).hasSize(1);
    assertThat(prima("migrate", "--retry-rejects")).isEqualTo(ExitCode.USAGE.status());
    assertThat(said).contains("--resume RUN_ID");
  }

  @Test
  @Order(3)
  void everyLineThatIsWrongIsNamedAndNothingIsTouched() throws IOException {
    List<String> agents = Files.readAllLines(run.rejects("agents"));
    String mine = agents.stream().filter(l -> l.contains(late)).findFirst().orElseThrow();
    Path wrong =
        Files.write(
            folder.resolve("wrong.jsonl"),
            List.of(
                "no JSON",
                mine.replaceFirst("\"rowid\":\\d+", "\"rowid\":99999"),
                mine.replace("\"value\":\"" + late + "\"", "\"value\":\"somebody\""),
                mine.replace("\"base64\":\"/0E=\"", "\"base64\":\"?\""),
                mine.replaceFirst("\"status\":\\{[^}]*},", ""),
                mine,
                mine));
    assertThat(retry(wrong.toString())).isEqualTo(ExitCode.USAGE.status());
    assertThat(said)
        .contains("RTY-001", "Nothing was touched")
        .contains(wrong + ", line 1: is no JSON")
        .contains(wrong + ", line 2: the run rejected no row 99999 of table agents")
        .contains(wrong + ", line 3: its key was edited")
        .contains(wrong + ", line 4: is no row as rejects/ has them")
        .contains(wrong + ", line 5: is the same row as " + wrong + ", line 3")
        .contains(wrong + ", line 7: is the same row as ")
        .doesNotContain("somebody");
    assertThat(retry(folder.resolve("absent.jsonl").toString())).isEqualTo(ExitCode.USAGE.status());
    assertThat(said).contains("RTY-005");
    assertThat(runs()).hasSize(1);
  }

  @Test
  @Order(4)
  void whatWasMendedLoadsAndTheBooksOfTheWholeRunBalance() throws Exception {
    RunReport before = run.readReport();
    edit("agents", better, "coherence_level", "{\"class\":\"real\",\"value\":91.5}");
    edit("agents", awaited, "last_heartbeat", "{\"class\":\"integer\",\"value\":1750000000}");
    edit("messages", "soon", "timestamp", text("later"));
    edit("spores", spore, "metadata", text("{\\\"ok\\\":true}"));
    edit("legacy.notes", "\"rowid\":2", "body", text("mended"));
    edit("legacy.pairs", "k2", "b", text("v2"));
    mendedLines = Files.copy(run.rejects("agents"), folder.resolve("mended.jsonl"));
    assertThat(retry("--set", "source.merge=separate")).isEqualTo(ExitCode.USAGE.status());
    assertThat(said).contains("RTY-003", "source.merge: separate", "legacy.notes, legacy.pairs");
    assertThat(runs()).hasSize(1);

    assertThat(retry()).as(said).isEqualTo(ExitCode.REJECTS.status());

    RunReport after = run.readReport();
    assertThat(after.run().attempt()).isEqualTo(2);
    assertThat(rejected(after)).isEqualTo(Map.of("agents", 1L, "messages", 1L));
    assertThat(after.tables()).allMatch(t -> t.books().balanced());
    assertThat(after.totals().read()).isEqualTo(before.totals().read());
    assertThat(after.totals().loaded()).isEqualTo(before.totals().loaded() + 5);
    Books agents = Tables.books(after).get("agents");
    assertThat(agents.loaded()).isEqualTo(Tables.books(before).get("agents").loaded() + 2);
    assertThat(Tables.of(after, "agents").replaced()).isEqualTo(1);
    assertThat(Tables.of(after, "agents").rejectReasons()).isEqualTo(Map.of("INVALID_UTF8", 1L));
    assertThat(after.remarks().notes())
        .anyMatch(n -> n.contains("tried 6 mended rows again") && n.contains("5 loaded"));
    assertStands();
    assertThat(Files.readAllLines(run.rejects("agents"))).singleElement().asString().contains(late);
    assertThat(Files.readAllLines(run.rejects("messages")))
        .singleElement()
        .asString()
        .contains(source.toString(), "\"rowid\":5", "later", "TYPE_MISMATCH");
    assertThat(Files.readAllLines(run.rejects("legacy.notes"))).isEmpty();
    ReportSchema.assertValid(run);
    RunReport retried = runs().get(1).readReport();
    assertThat(Objects.requireNonNull(retried.findings().reconciliation()).verdict())
        .isEqualTo(Verdict.RECONCILED);
    assertThat(retried.totals().read()).isEqualTo(6);
  }

  private void assertStands() throws Exception {
    assertThat(stores.rows("SELECT coherence_level FROM prima.agents WHERE agent_id = ?", better))
        .containsExactly(List.of(91.5));
    assertThat(
            stores.rows(
                "SELECT (row ->> 'love_resonance')::float FROM prima.superseded WHERE table_name ="
                    + " 'agents' AND reason = 'replaced'"))
        .containsExactly(List.of(1.0));
    assertThat(
            stores.rows(
                "SELECT extract(epoch FROM last_heartbeat)::bigint FROM prima.agents WHERE"
                    + " agent_id = ?",
                awaited))
        .containsExactly(List.of(1750000000L));
    assertThat(unplacedOfAwaited()).as("its rows have followed it").isZero();
    assertThat(stores.global("agent_directory"))
        .filteredOn(r -> awaited.equals(r.getString("agent_id")))
        .hasSize(1);
    assertThat(stores.global("spores"))
        .filteredOn(r -> spore.equals(r.getString("spore_id")))
        .singleElement()
        .satisfies(r -> assertThat(r.getString("metadata")).contains("ok"));
    String home = stores.nodes.get(0).jdbcUrl();
    assertThat(Query.rows(home, "SELECT id, body, tag FROM legacy.notes ORDER BY id"))
        .isEqualTo(List.of(row(1L, "fine", null), row(2L, "mended", null), row(7L, "other", "t")));
    assertThat(Query.rows(home, "SELECT a, b FROM legacy.pairs ORDER BY a"))
        .isEqualTo(List.of(row("k1", "fine"), row("k2", "v2")));
    List<@Nullable Object> lineage =
        stores
            .rows(
                "SELECT file, sha256 FROM prima.agents JOIN prima.migration_sources USING"
                    + " (source_id) WHERE agent_id = ?",
                better)
            .get(0);
    Path file = Path.of(String.valueOf(lineage.get(0)));
    assertThat(file.toString()).contains("mended").endsWith("a.db");
    assertThat(file).startsWith(run.path().toAbsolutePath());
    assertThat(lineage.get(1))
        .isEqualTo(
            HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file))));
  }

  private static List<@Nullable Object> row(@Nullable Object... values) {
    List<@Nullable Object> row = new ArrayList<>();
    for (Object value : values) {
      row.add(value);
    }
    return row;
  }

  /** Of all tables but the one of the sources, which every run adds to. */
  private Map<String, String> contents() {
    Map<String, String> contents = new TreeMap<>(stores.contents());
    contents.keySet().removeIf(table -> table.contains("migration_sources"));
    return contents;
  }

  @Test
  @Order(5)
  void theSameCommandAgainLoadsNothingTwice() {
    Map<String, String> before = contents();
    RunReport was = run.readReport();

    assertThat(retry()).as(said).isEqualTo(ExitCode.REJECTS.status());
    assertThat(runs()).as("the message is as it was mended, and tried again").hasSize(3);
    assertThat(runs().get(2).readReport().totals().loaded()).isZero();
    assertThat(rejected(run.readReport())).isEqualTo(rejected(was));
    assertThat(run.readReport().totals().loaded()).isEqualTo(was.totals().loaded());
    assertThat(contents()).isEqualTo(before);

    assertThat(retry(mendedLines.toString())).as(said).isEqualTo(ExitCode.REJECTS.status());
    assertThat(runs()).as("nothing is left to be tried").hasSize(3);
    assertThat(contents()).isEqualTo(before);
    assertThat(prima("migrate", "--resume", runs().get(1).id().text(), "--retry-rejects"))
        .isEqualTo(ExitCode.USAGE.status());
    assertThat(said).contains("RTY-003", run.id().text());
  }

  @Test
  @Order(6)
  void aRetryThatIsCutOffLeavesTheRunAsItWasAndTellsItOnceItIsResumed() throws IOException {
    edit("agents", late, "name", text("Late"));
    edit("messages", "later", "timestamp", "{\"class\":\"integer\",\"value\":1750000001}");
    String before = Files.readString(run.reportJson());
    // There is one server: whatever reads or writes the keyspace is refused.
    stores.replicas(2);
    assertThat(
            prima(
                "migrate",
                "--resume",
                "latest",
                "--retry-rejects",
                "--set",
                "load.retry={attempts: 1, backoff: 1s, max-backoff: 1s}"))
        .isEqualTo(ExitCode.EXTERNAL.status());
    stores.replicas(1);
    assertThat(Files.readString(run.reportJson())).isEqualTo(before);
    assertThat(runs()).hasSize(4);

    assertThat(prima("migrate", "--resume", "latest")).as(said).isEqualTo(ExitCode.OK.status());

    RunReport whole = run.readReport();
    assertThat(whole.totals().rejected()).isZero();
    assertThat(whole.tables()).allMatch(t -> t.books().balanced() && t.rejectReasons().isEmpty());
    assertThat(stores.count("SELECT count(*) FROM prima.agents")).isEqualTo(AGENTS);
    assertThat(
            stores.count(
                "SELECT count(*) FROM prima.messages WHERE created_at = to_timestamp(1750000001)"))
        .isEqualTo(1);
    isToldOfEachRowOnce();
  }

  /** Where the command was given again before the retry that was cut off was resumed. */
  private void isToldOfEachRowOnce() throws IOException {
    String told = Files.readString(run.reportJson());
    Path retry = runs().get(3).path();
    Path twin = retry.resolveSibling(retry.getFileName().toString().replaceFirst("....$", "ffff"));
    FileSystemUtils.copyRecursively(retry, twin);
    RetryEnd.tellAll(run);
    assertThat(Files.readString(run.reportJson())).isEqualTo(told);
    FileSystemUtils.deleteRecursively(twin);
  }

  @Test
  @Order(7)
  void aReconciliationOfTheSourcesKnowsMendedRowsAsThoseOfOtherSources() {
    assertThat(prima("reconcile", "--source", source.toString(), copy.toString()))
        .as(said)
        .isEqualTo(ExitCode.OK.status());
    RunReport report = new RunsFolder(folder.resolve("runs")).latest().orElseThrow().readReport();
    assertThat(Objects.requireNonNull(report.findings().reconciliation()).tables())
        .filteredOn(c -> c.table().equals("agents") && c.store().equals("postgres"))
        .extracting(Compared::otherSources)
        .containsExactly(3L);
    assertThat(
            prima(
                "reconcile",
                "--exclusive",
                "--source",
                source.toString(),
                copy.toString(),
                run.path().resolve("mended/*/*").toString()))
        .as("with the files that were made of them nothing else stands: " + said)
        .isEqualTo(ExitCode.OK.status());
  }

  @Test
  @Order(8)
  void aRetryIsUndoneLikeAnyRun() {
    RunFolder last = runs().get(3);
    assertThat(prima("repair", "--undo", last.id().text())).as(said).isZero();
    assertThat(stores.count("SELECT count(*) FROM prima.agents WHERE agent_id = ?", late)).isZero();
    assertThat(stores.count("SELECT count(*) FROM prima.agents")).isEqualTo(AGENTS - 1);
  }
}
