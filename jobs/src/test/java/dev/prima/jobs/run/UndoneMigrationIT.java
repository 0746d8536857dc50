package dev.prima.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.core.error.ExitCode;
import dev.prima.core.report.ReconciliationReport.Verdict;
import dev.prima.core.report.RunReport;
import dev.prima.jobs.generate.GenerateSpec;
import dev.prima.jobs.generate.LegacyGenerator;
import dev.prima.jobs.report.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two migrations into the same stores, the second with better copies, new rows, agents of whom rows
 * spoke before they came, and agents that move: taken out again one by one, the newest first.
 */
class UndoneMigrationIT {
  private static final int AGENTS = 120;
  private static final String LATE = "(SELECT agent_id FROM agents ORDER BY rowid DESC LIMIT 9)";

  @TempDir Path folder;

  private Path early(Path whole) throws IOException {
    Path file = Files.copy(whole, folder.resolve("early.db"));
    Query.change(
        Query.sqlite(file),
        "DELETE FROM agents WHERE agent_id IN " + LATE,
        "DELETE FROM consciousness_stream WHERE rowid % 7 = 0",
        "UPDATE agents SET secondary_harmonies = 'null' WHERE rowid % 20 = 3");
    return file;
  }

  private static void improve(Path whole) {
    Query.change(
        Query.sqlite(whole),
        "UPDATE agents SET love_resonance = 99.5, name = 'better', sacred_name = NULL WHERE rowid"
            + " % 10 = 3",
        "UPDATE connections SET shared_insights = shared_insights + 1000, last_interaction ="
            + " last_interaction + 90000 WHERE rowid % 10 = 5",
        "INSERT OR REPLACE INTO spores (spore_id, created_at, origin_agent, spore_type, content)"
            + " VALUES ('spore-1', 1751200000, 'a', 'insight', 'better'), ('spore-2', 1751200000,"
            + " 'a', 'insight', 'new')");
  }

  private void reconciled(Stores stores, List<Path> files) {
    RunReport report = stores.reconcile(files);
    assertThat(report.end().error()).isNull();
    assertThat(Objects.requireNonNull(report.findings().reconciliation()).verdict())
        .isEqualTo(Verdict.RECONCILED);
  }

  /** Once with a node undone and others not, once with all nodes undone and Cassandra not. */
  /** With all that it did undone, and of some nodes, but not of all, that it was there. */
  private static void breakOffAtTheEnd(Stores stores, RunFolder run) {
    Query.change(
        stores.url(2),
        "CREATE FUNCTION public.refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE"
            + " EXCEPTION 'planted'; END $$",
        "CREATE TRIGGER planted BEFORE DELETE ON prima.migration_ledger FOR EACH ROW WHEN"
            + " (OLD.table_name = '#relocated') EXECUTE FUNCTION public.refuse()");
    assertThat(stores.undo(run).end().exit()).isEqualTo(ExitCode.EXTERNAL);
    Query.change(stores.url(2), "DROP FUNCTION public.refuse() CASCADE");
    assertThat(Query.number(stores.url(0), "SELECT count(*) FROM prima.moved_agents")).isZero();
  }

  private void breakOff(Stores stores, RunFolder run) throws Exception {
    String last = stores.url(2);
    Query.change(
        last,
        "CREATE FUNCTION public.refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE"
            + " EXCEPTION 'planted'; END $$",
        "CREATE TRIGGER planted BEFORE DELETE ON prima.migration_ledger FOR EACH ROW EXECUTE"
            + " FUNCTION public.refuse()");
    assertThat(stores.undo(run).end().exit()).isEqualTo(ExitCode.EXTERNAL);
    Query.change(last, "DROP FUNCTION public.refuse() CASCADE");

    try (HeldCommit held = HeldCommit.on(stores.nodes.get(2))) {
      CompletableFuture<RunReport> undoing = CompletableFuture.supplyAsync(() -> stores.undo(run));
      held.await(() -> !undoing.isDone());
      stores.replicas(3);
      held.release();
      assertThat(undoing.get().end().exit()).isEqualTo(ExitCode.EXTERNAL);
    } finally {
      stores.replicas(1);
    }
    assertThat(stores.count("SELECT count(*) FROM prima.agents WHERE name = 'better'")).isZero();
    assertThat(stores.global("agent_directory"))
        .as("the second run's")
        .anyMatch(agent -> agent.getDouble("love_resonance") == 99.5);
  }

  private Path spore(String name, String content, long at) {
    Path file = folder.resolve(name);
    Query.change(
        Query.sqlite(file),
        "CREATE TABLE spores (spore_id TEXT PRIMARY KEY, created_at REAL, origin_agent TEXT,"
            + " spore_type TEXT, content TEXT, metadata TEXT)",
        "INSERT INTO spores VALUES ('s', " + at + ", 'a', 'insight', '" + content + "', NULL)");
    return file;
  }

  @Test
  void whatWasReplacedComesBackThoughAnotherFileHoldsTheSame() {
    Path first = spore("first.db", "one", 1751100000);
    List<Path> files = List.of(first, spore("second.db", "one", 1751100000));
    Stores stores = new Stores(folder);
    stores.migrate(files);
    Map<String, String> before = stores.contents();
    Query.change(
        Query.sqlite(first), "UPDATE spores SET content = 'two', created_at = created_at + 1");
    assertThat(Tables.of(stores.migrate(files), "spores").replaced()).isEqualTo(1);
    RunFolder run = stores.runFolder();
    assertThat(stores.contents()).isNotEqualTo(before);

    assertThat(stores.undo(run).end().error()).isNull();
    assertThat(stores.contents()).isEqualTo(before);
  }

  @Test
  @EnabledIfSystemProperty(named = "prima.full", matches = "true") // four runs
  void isRefusedWithTheConfigOfOtherStores() throws IOException {
    Path file = spore("first.db", "one", 1751100000);
    Stores stores = new Stores(folder);
    stores.migrate(List.of(file));
    RunFolder run = stores.runFolder();
    Stores others = new Stores(Files.createDirectories(folder.resolve("others")));
    others.migrate(List.of(file));
    Map<String, String> before = others.contents();

    RunReport refused = others.undo(run);
    assertThat(refused.end().exit()).isEqualTo(ExitCode.BLOCKED);
    assertThat(Objects.requireNonNull(refused.end().error()).message())
        .contains("FIX-001", "no node that it names has the run in its ledger");
    assertThat(others.contents()).isEqualTo(before);
    assertThat(stores.undo(run).end().error()).isNull();
    assertThat(stores.global("spores")).isEmpty();
  }

  @Test
  @EnabledIfSystemProperty(named = "prima.full", matches = "true") // three runs, four undone
  void eachMigrationComesOutAsItCameInTheNewestFirst() throws Exception {
    Path whole =
        new LegacyGenerator(
                GenerateSpec.of(folder.resolve("whole.db"), AGENTS),
                (file, table, written, of) -> {})
            .generate()
            .get(0);
    Query.change(
        Query.sqlite(whole),
        "INSERT INTO spores (spore_id, created_at, origin_agent, spore_type, content, metadata)"
            + " VALUES ('spore-1', 1751100000, 'a', 'insight', 'first', '{\"a\": 1}')");
    Path early = early(whole);
    improve(whole);
    Stores stores = new Stores(folder, "sharding: {shards: 10}");

    RunReport first = stores.migrate(List.of(early));
    RunFolder firstRun = stores.runFolder();
    assertThat(first.end().exit()).isEqualTo(ExitCode.OK);
    assertThat(
            stores.count(
                "SELECT count(*) FROM prima.agents WHERE secondary_harmonies = 'null'::jsonb"))
        .as("documents that say null")
        .isPositive();
    Map<String, String> before = stores.contents();

    RunReport second = stores.migrate(List.of(whole), "sharding.rebalance=full");
    RunFolder secondRun = stores.runFolder();
    assertThat(second.end().exit()).isEqualTo(ExitCode.OK);
    assertThat(Tables.of(second, "agents").replaced()).isPositive();
    assertThat(Tables.of(second, "connections").replaced()).isPositive();
    assertThat(Tables.of(second, "spores").replaced()).isEqualTo(1);
    assertThat(stores.count("SELECT count(*) FROM prima.moved_agents WHERE region_id IS NULL"))
        .as("agents of whom rows spoke before they came")
        .isPositive();
    assertThat(stores.count("SELECT count(*) FROM prima.moved_agents WHERE region_id IS NOT NULL"))
        .as("agents that moved")
        .isPositive();
    Map<String, String> after = stores.contents();

    RunReport refused = stores.undo(firstRun);
    assertThat(refused.end().exit()).isEqualTo(ExitCode.BLOCKED);
    assertThat(Objects.requireNonNull(refused.end().error()).message())
        .contains("FIX-001", secondRun.id().text());
    assertThat(stores.contents()).isEqualTo(after);

    breakOff(stores, secondRun);
    breakOffAtTheEnd(stores, secondRun);
    RunReport undone = stores.undo(secondRun);
    assertThat(undone.end().error()).isNull();
    assertThat(undone.end().exit()).isEqualTo(ExitCode.OK);
    assertThat(stores.contents()).isEqualTo(before);
    reconciled(stores, List.of(early));

    assertThat(stores.undo(secondRun).end().exit()).isEqualTo(ExitCode.OK);
    assertThat(stores.contents()).as("a second time changes nothing").isEqualTo(before);

    RunReport both = stores.undo(firstRun);
    assertThat(both.end().error()).isNull();
    assertThat(stores.contents().values()).allMatch(t -> t.isEmpty() || t.startsWith("0 "));

    RunReport again = stores.migrate(List.of(early));
    assertThat(again.end().exit()).isEqualTo(ExitCode.OK);
    assertThat(again.totals().loaded()).isEqualTo(first.totals().loaded());
    reconciled(stores, List.of(early));
  }
}
