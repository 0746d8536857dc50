package dev.prima.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.core.error.ExitCode;
import dev.prima.core.report.ReconciliationReport.Compared;
import dev.prima.core.report.RunReport;
import dev.prima.core.report.TableReport;
import dev.prima.core.report.TableReport.Deletes;
import dev.prima.core.run.Books;
import dev.prima.jobs.generate.SampleData;
import dev.prima.jobs.report.RunFolder;
import dev.prima.jobs.run.RunContext.Reach;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files that are migrated, lose rows, and are migrated again, beside one that is not named any
 * more: what {@code source.deletes} makes of it, held against plain SQL and CQL.
 */
class DeletedRowsIT {
  private static final String PROPAGATE = "source.deletes=propagate";

  /** Known to no other file; others wrote to it and are connected with it. */
  private static final String GONE = "agent-010";

  @TempDir Path folder;
  private Stores stores;
  private Path prima;
  private Path unified;
  private Path other;
  private final Map<String, Long> deleted = new TreeMap<>();

  @BeforeEach
  void migrate() throws IOException {
    SampleData.make(Path.of("..", "sample-data", "network"), folder.resolve("sources"));
    prima = folder.resolve("sources/prima.db");
    unified = folder.resolve("sources/unified.db");
    other = Files.copy(prima, folder.resolve("other.db"));
    Query.change(
        Query.sqlite(other),
        "DELETE FROM agents WHERE agent_id <> 'agent-001'",
        "UPDATE agents SET agent_id = 'other-agent'",
        "DELETE FROM consciousness_stream",
        "DELETE FROM connections",
        "DELETE FROM quantum_entanglements",
        "DELETE FROM field_measurements",
        "DELETE FROM sacred_cache",
        "DELETE FROM wisdom_crystals",
        "DELETE FROM spores WHERE spore_id <> 'spore-001'",
        "UPDATE spores SET spore_id = 'other-spore'");
    stores = new Stores(folder, "sharding: {shards: 10}");
    RunReport first = stores.migrate(List.of(prima, unified, other));
    assertThat(first.end().exit()).isEqualTo(ExitCode.OK);
  }

  /** As many of each table as are in {@link #deleted}. */
  private void deleteRows() {
    delete("agents", prima, "agents WHERE agent_id = '" + GONE + "'");
    delete("connections", prima, "connections WHERE connection_id IN ('conn-0002', 'conn-0004')");
    delete("messages", prima, "consciousness_stream WHERE stream_id IN (1, 2, 5)");
    delete("messages", unified, "unified_messages WHERE id IN ('msg-0001', 'msg-0003')");
    delete("spores", prima, "spores WHERE spore_id = 'spore-001'");
    delete("wisdom_crystals", prima, "wisdom_crystals WHERE crystal_id = 'crystal-001'");
    // Enough for both rows of one to be kept by one statement, if both were kept.
    delete("quantum_entanglements", prima, "quantum_entanglements WHERE agent1_id > 'agent-002'");
    delete("field_measurements", prima, "field_measurements WHERE measurement_id IN (1, 2)");
    delete("sacred_cache", prima, "sacred_cache WHERE cache_key = 'cache:000'");
    delete("work", unified, "unified_work WHERE id = 'work-002'");
    delete("collectives", unified, "unified_collectives WHERE id = 'collective-4'");
    delete("memberships", unified, "collective_memberships WHERE id = 'member-01'");
    delete(
        "legacy.sacred_presences", unified, "sacred_presences WHERE council = 'Council of Dusk'");
    // Held by the other profile too: nobody misses it.
    Query.change(Query.sqlite(unified), "DELETE FROM unified_agents WHERE id = 'agent-008'");
  }

  private void delete(String table, Path file, String rows) {
    long found = Query.number(Query.sqlite(file), "SELECT count(*) FROM " + rows);
    assertThat(found).as(rows).isPositive();
    Query.change(Query.sqlite(file), "DELETE FROM " + rows);
    deleted.merge(table, found, Long::sum);
  }

  private static Map<String, Deletes> deletes(RunReport report) {
    Map<String, Deletes> found = new TreeMap<>();
    for (TableReport table : report.tables()) {
      if (!table.deletes().equals(Deletes.NONE)) {
        found.put(table.table(), table.deletes());
      }
    }
    return found;
  }

  private Map<String, Deletes> expected(boolean removed) {
    Map<String, Deletes> expected = new TreeMap<>();
    deleted.forEach((table, rows) -> expected.put(table, new Deletes(rows, removed ? rows : 0)));
    return expected;
  }

  @Test
  void areReportedAndStayUnlessToldOtherwise() {
    deleteRows();
    List<Path> named = List.of(prima, unified);
    Map<String, String> before = withoutSources();

    RunReport plan = stores.plan(Reach.READ, named);
    assertThat(plan.end().error()).isNull();
    assertThat(deletes(plan)).isEqualTo(expected(false));
    RunReport report = stores.migrate(named);

    assertThat(report.end().error()).isNull();
    assertThat(report.end().exit()).isEqualTo(ExitCode.OK);
    assertThat(deletes(report)).isEqualTo(expected(false));
    assertThat(report.remarks().notes())
        .anyMatch(note -> note.startsWith("agents: rows that stand") && note.endsWith(": 1"));
    assertThat(Tables.books(report).values()).allMatch(Books::balanced);
    assertThat(withoutSources()).isEqualTo(before);

    RunReport reconciled = stores.reconcile(named);
    assertThat(reconciled.end().exit()).isEqualTo(ExitCode.DISCREPANCIES);
    Map<String, Long> unexpected = new TreeMap<>();
    for (Compared compared :
        Objects.requireNonNull(reconciled.findings().reconciliation()).tables()) {
      assertThat(compared.deletedInSources()).isEqualTo(compared.unexpected());
      boolean counted = compared.store().equals("postgres") || !regional(compared.table());
      if (counted && compared.unexpected() > 0) {
        unexpected.put(
            compared.table(),
            // Under both its ends.
            compared.table().equals("quantum_entanglements")
                ? compared.unexpected() / 2
                : compared.unexpected());
      }
    }
    assertThat(unexpected).isEqualTo(deleted);
  }

  private static boolean regional(String table) {
    return !List.of("spores", "wisdom_crystals", "quantum_entanglements").contains(table);
  }

  /** Every run knows the files by what they hold now. */
  private Map<String, String> withoutSources() {
    Map<String, String> contents = new TreeMap<>(stores.contents());
    contents.keySet().removeIf(name -> name.contains("migration_sources"));
    return contents;
  }

  @Test
  void leaveBothStoresAreKeptAndComeBackWhenTheRunIsUndone() {
    deleteRows();
    List<Path> named = List.of(prima, unified);
    Map<String, String> before = stores.contents();

    RunReport plan = stores.plan(Reach.READ, named, PROPAGATE);
    assertThat(plan.end().error()).isNull();
    assertThat(deletes(plan)).isEqualTo(expected(false));
    assertThat(stores.contents()).isEqualTo(before);

    RunReport died = stores.migrate(Stores.dyingAt("load-cassandra"), named, PROPAGATE);
    assertThat(died.end().exit()).isEqualTo(ExitCode.BUG);
    RunReport report = stores.resume(named, PROPAGATE);
    RunFolder run = stores.runFolder();
    assertThat(report.end().error()).isNull();
    assertThat(report.end().exit()).isEqualTo(ExitCode.OK);
    assertThat(deletes(report)).isEqualTo(expected(true));
    assertThat(Tables.books(report).values()).allMatch(Books::balanced);
    assertGone();
    assertThat(stores.reconcile(named).end().exit()).isEqualTo(ExitCode.OK);

    Map<String, String> after = stores.contents();
    RunReport again = stores.migrate(named, PROPAGATE);
    assertThat(again.end().exit()).isEqualTo(ExitCode.OK);
    assertThat(deletes(again)).isEmpty();
    assertThat(stores.contents()).isEqualTo(after);

    // It has nothing but its books; these are newer all the same.
    assertThat(stores.undo(stores.runFolder()).end().error()).isNull();
    RunReport undone = stores.undo(run);
    assertThat(undone.end().error()).isNull();
    assertThat(stores.contents()).isEqualTo(before);
  }

  /** A run that died between both stores, and a new one in place of a resume. */
  @Test
  @EnabledIfSystemProperty(named = "prima.full", matches = "true") // three runs
  void ofARunThatWasCutOffLeaveTheGlobalStoreWithTheNextOne() {
    deleteRows();
    List<Path> named = List.of(prima, unified);
    RunReport died = stores.migrate(Stores.dyingAt("load-cassandra"), named, PROPAGATE);
    assertThat(died.end().exit()).isEqualTo(ExitCode.BUG);
    RunReport next = stores.migrate(named, PROPAGATE);
    assertThat(next.end().error()).isNull();
    assertThat(next.end().exit()).isEqualTo(ExitCode.OK);
    assertGone();
    assertThat(stores.reconcile(named).end().exit()).isEqualTo(ExitCode.OK);
  }

  private void assertGone() {
    assertThat(stores.count("SELECT count(*) FROM prima.agents WHERE agent_id = ?", GONE)).isZero();
    assertThat(stores.global("agent_directory"))
        .noneMatch(row -> GONE.equals(row.getString("agent_id")))
        .anyMatch(row -> "agent-008".equals(row.getString("agent_id")))
        .anyMatch(row -> "other-agent".equals(row.getString("agent_id")));
    assertThat(stores.global("spores"))
        .noneMatch(row -> "spore-001".equals(row.getString("spore_id")))
        .anyMatch(row -> "other-spore".equals(row.getString("spore_id")));
    assertThat(stores.global("wisdom_crystals"))
        .noneMatch(row -> "crystal-001".equals(row.getString("crystal_id")));
    assertThat(stores.global("entanglements_by_agent"))
        .isNotEmpty()
        .noneMatch(row -> row.getString("agent1_id").compareTo("agent-002") > 0);
    // What belonged to the agent is there, as rows of an unknown one are.
    long mine = stores.count("SELECT count(*) FROM prima.messages WHERE from_agent = ?", GONE);
    assertThat(mine).isPositive();
    assertThat(
            Query.number(
                stores.url(0),
                "SELECT count(*) FROM prima.messages WHERE from_agent = ? AND region_id IS NULL AND"
                    + " shard_id IS NULL",
                GONE))
        .isEqualTo(mine);
    Crossings crossings = new Crossings(stores);
    assertThat(crossings.interactions()).containsExactlyInAnyOrderElementsOf(crossings.messages());
    assertThat(crossings.connectionsByAgent())
        .containsExactlyInAnyOrderElementsOf(crossings.connections());
    assertThat(crossings.messages()).noneMatch(row -> row.contains(GONE));
    Map<String, Long> kept = new TreeMap<>();
    stores
        .rows(
            "SELECT table_name, count(*) FROM prima.superseded s WHERE reason = 'replaced' AND NOT"
                + " EXISTS (SELECT 1 FROM prima.connections c WHERE s.table_name = 'connections' AND"
                + " s.row ->> 'connection_type' = 'derived') GROUP BY 1")
        .forEach(row -> kept.merge(String.valueOf(row.get(0)), (Long) row.get(1), Long::sum));
    assertThat(kept).containsAllEntriesOf(deleted);
  }

  @Test
  @EnabledIfSystemProperty(named = "prima.full", matches = "true") // a run
  void areNotToldOfATableWithRowsThatWereRejected() {
    Query.change(
        Query.sqlite(prima),
        "DELETE FROM agents WHERE agent_id = 'agent-011'",
        "UPDATE agents SET secondary_harmonies = '[' WHERE agent_id = 'agent-012'",
        "DELETE FROM spores WHERE spore_id = 'spore-002'");
    RunReport report = stores.migrate(List.of(prima, unified), PROPAGATE, "errors.budget=1");
    assertThat(report.end().exit()).isEqualTo(ExitCode.REJECTS);
    assertThat(deletes(report)).isEqualTo(Map.of("spores", new Deletes(1, 1)));
    assertThat(
            stores.count(
                "SELECT count(*) FROM prima.agents WHERE agent_id IN ('agent-011', 'agent-012')"))
        .isEqualTo(2);
  }

  @Test
  @EnabledIfSystemProperty(named = "prima.full", matches = "true") // two runs
  void stayWhereAnotherFileOfTheirTableMayHoldThem() {
    Query.change(Query.sqlite(prima), "DELETE FROM agents WHERE agent_id = 'agent-011'");
    Query.change(Query.sqlite(other), "UPDATE agents SET secondary_harmonies = '['");
    List<Path> files = List.of(prima, unified, other);
    RunReport report = stores.migrate(files, PROPAGATE, "errors.budget=1");
    assertThat(report.end().exit()).isEqualTo(ExitCode.REJECTS);
    assertThat(deletes(report)).isEmpty();
    String query = "SELECT count(*) FROM prima.agents WHERE agent_id = 'agent-011'";
    assertThat(stores.count(query)).isEqualTo(1);

    Query.change(Query.sqlite(other), "UPDATE agents SET secondary_harmonies = NULL");
    RunReport mended = stores.migrate(files, PROPAGATE, "source.incremental=true");
    assertThat(deletes(mended)).isEqualTo(Map.of("agents", new Deletes(1, 1)));
    assertThat(stores.count(query)).isZero();
  }
}
