package dev.prima.jobs.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.core.error.ExitCode;
import dev.prima.core.report.ReconciliationReport.Verdict;
import dev.prima.core.report.RunReport;
import dev.prima.jobs.embedded.EmbeddedServices.PostgresServer;
import dev.prima.jobs.repair.RepairApply;
import dev.prima.jobs.repair.RepairPlanner;
import dev.prima.jobs.repair.Undoing;
import dev.prima.jobs.report.RunFolder;
import dev.prima.jobs.run.HeldCommit;
import dev.prima.jobs.run.PrimaProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Differences of every kind in both stores: repaired, so that every row is as the migration had
 * left it, and the repair undone, so that every difference is there again.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RepairedDifferencesIT {
  private static final long SEED = Long.getLong("prima.seed", System.nanoTime());

  @TempDir static Path folder;
  private MigratedNetwork network;
  private Map<String, String> migrated;
  private Map<String, String> spoilt;
  private RunFolder found;
  private int planted;

  @BeforeAll
  void migrateAndPlant() {
    network = new MigratedNetwork(folder);
    assertThat(network.report.end().error()).isNull();
    migrated = network.contents();
    Planter planter = new Planter(network, SEED);
    planter.plant(2);
    // Younger than the run, as every other deletion: and its place is told by the node alone.
    network.cql("DELETE FROM prima.agent_directory WHERE agent_id = 'agent-050'");
    planted = planter.planted().size() + 1;
    spoilt = network.contents();
    RunReport report = network.reconcile();
    assertThat(report.end().exit()).isEqualTo(ExitCode.DISCREPANCIES);
    found = network.runs.latest().orElseThrow();
  }

  private RunReport apply() {
    return network.repair(new RepairApply(network.runs, RepairPlanner.of(found)), network.files);
  }

  private RunReport undo(RunReport repair) {
    RunFolder folder = network.runs.find(repair.run().runId().text());
    return network.repair(Undoing.of(folder), List.of());
  }

  private static void sql(PostgresServer node, String statement) {
    try (Connection connection = DriverManager.getConnection(node.jdbcUrl());
        Statement sql = connection.createStatement()) {
      sql.execute(statement);
    } catch (SQLException e) {
      throw new IllegalStateException(statement + ": " + e.getMessage(), e);
    }
  }

  private void assertRefused(RunReport report, String reason) {
    assertThat(report.end().exit()).as("seed %d", SEED).isEqualTo(ExitCode.BLOCKED);
    assertThat(Objects.requireNonNull(report.end().error()).message())
        .contains("FIX-001", reason, "Nothing was touched");
  }

  @Test
  @Order(1)
  void aDirectoryThatLacksAnAgentIsOneDifferenceAndNoMore() throws IOException {
    assertThat(Files.readAllLines(found.discrepancies()))
        .as("seed %d", SEED)
        .hasSize(planted)
        .anyMatch(line -> line.contains("agent-050") && line.contains("\"kind\":\"missing\""));
  }

  @Test
  @Order(2)
  void aRowThatWasChangedSinceIsNotTouchedAndNoOtherIs() {
    String stranger = " WHERE cache_key = 'planted-0'";
    sql(network.home(), "UPDATE prima.sacred_cache SET hit_count = 7" + stranger);
    Map<String, String> changed = network.contents();

    assertRefused(apply(), "1 rows in postgres are no longer as they are listed");

    assertThat(network.contents()).isEqualTo(changed).isNotEqualTo(spoilt);
    sql(network.home(), "UPDATE prima.sacred_cache SET hit_count = DEFAULT" + stranger);
    assertThat(network.contents()).isEqualTo(spoilt);
  }

  @Test
  @Order(3)
  void otherSourcesThanThoseThatWereComparedAreRefused() {
    RunReport report =
        network.repair(
            new RepairApply(network.runs, RepairPlanner.of(found)),
            network.files.subList(1, network.files.size()));

    assertRefused(report, "which was compared then, is not named");
    assertThat(network.contents()).isEqualTo(spoilt);
  }

  @Test
  @Order(3)
  void columnsThatAreNotComparedAreNotOverwritten() {
    network.set("reconcile.exclude=[agents.session_info]");
    try {
      RunReport report = apply();
      assertThat(report.end().exit()).isEqualTo(ExitCode.BLOCKED);
      assertThat(Objects.requireNonNull(report.end().error()).message())
          .contains("FIX-005", "agents.session_info", "Nothing was touched");
    } finally {
      network.set();
    }
    assertThat(network.contents()).isEqualTo(spoilt);
  }

  @Test
  @Order(4)
  void aRepairThatBreaksOffBetweenNodesIsCompletedByTheSameCommand() {
    PostgresServer last = network.databases.get(2);
    sql(
        last,
        "CREATE FUNCTION public.refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE"
            + " EXCEPTION 'planted'; END $$");
    sql(
        last,
        "CREATE CONSTRAINT TRIGGER planted AFTER INSERT ON prima.migration_ledger DEFERRABLE"
            + " INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.refuse()");

    RunReport broken = apply();

    assertThat(broken.end().exit())
        .as("seed %d: %s", SEED, broken.end().error())
        .isEqualTo(ExitCode.EXTERNAL);
    assertThat(network.contents()).isNotEqualTo(spoilt).isNotEqualTo(migrated);
    sql(last, "DROP TRIGGER planted ON prima.migration_ledger");

    RunReport whole = apply();

    assertThat(whole.end().error()).isNull();
    assertThat(whole.end().exit()).as("seed %d", SEED).isEqualTo(ExitCode.OK);
    assertThat(whole.run().runId()).isEqualTo(broken.run().runId());
    assertThat(whole.run().attempt()).isEqualTo(2);
    assertThat(Objects.requireNonNull(whole.findings().reconciliation()).verdict())
        .isEqualTo(Verdict.RECONCILED);
    assertThat(network.contents()).as("seed %d", SEED).isEqualTo(migrated);
  }

  @Test
  @Order(5)
  void aRepairIsNotTakenBackWhereARowWasChangedSinceOrItsFilesWere() throws IOException {
    RunFolder repair = network.runs.latest().orElseThrow();
    Path cache = repair.repaired("sacred_cache");
    String kept = Files.readString(cache);
    Files.writeString(cache, kept.replace("planted-0", "planted-9"));
    RunReport spoiltFiles = undo(repair.readReport());
    assertThat(spoiltFiles.end().exit()).isEqualTo(ExitCode.BLOCKED);
    assertThat(Objects.requireNonNull(spoiltFiles.end().error()).message()).contains("FIX-004");
    Files.writeString(cache, kept);

    String agent = " WHERE agent_id = 'agent-050'";
    String status = network.cql("SELECT status FROM prima.agent_directory" + agent).getString(0);
    network.cql("UPDATE prima.agent_directory SET status = 'x'" + agent);
    Map<String, String> changed = network.contents();
    assertRefused(undo(repair.readReport()), "1 rows of agents in Cassandra");
    assertThat(network.contents()).isEqualTo(changed);
    network.cql(
        "UPDATE prima.agent_directory SET status = ?" + agent, Objects.requireNonNull(status));
    assertThat(network.contents()).isEqualTo(migrated);
  }

  private RunReport repaired() {
    return network.runs.list().stream()
        .filter(r -> Files.exists(r.repaired().resolve("changes.json")))
        .map(RunFolder::readReport)
        .findFirst()
        .orElseThrow();
  }

  @Test
  @Order(6)
  void anUndoingThatTheGlobalStoreBreaksOffIsCompletedByTheSameCommand() throws Exception {
    RunReport repair = repaired();

    RunReport broken;
    try (HeldCommit held = HeldCommit.on(network.databases.get(2))) {
      CompletableFuture<RunReport> undoing = CompletableFuture.supplyAsync(() -> undo(repair));
      held.await(() -> !undoing.isDone());
      network.stores.replicas(3);
      held.release();
      broken = undoing.get();
    } finally {
      network.stores.replicas(1);
    }
    assertThat(broken.end().exit()).isEqualTo(ExitCode.EXTERNAL);
    assertThat(Objects.requireNonNull(broken.end().error()).message()).contains("CAS-008");
    assertBetweenTheStores(spoilt, migrated);

    RunReport undone = undo(repair);

    assertThat(undone.end().error()).isNull();
    assertThat(undone.end().exit()).isEqualTo(ExitCode.OK);
    assertThat(network.contents()).as("seed %d", SEED).isEqualTo(spoilt);
    assertThat(undo(repair).end().exit()).isEqualTo(ExitCode.OK);
    assertThat(network.contents()).as("a second time changes nothing").isEqualTo(spoilt);
  }

  /** PostgreSQL holds this, and Cassandra still that. */
  private void assertBetweenTheStores(Map<String, String> nodes, Map<String, String> global) {
    Map<String, String> expected = new TreeMap<>(nodes);
    expected.replaceAll((table, rows) -> isGlobal(table) ? global.getOrDefault(table, "") : rows);
    assertThat(network.contents())
        .as("seed %d", SEED)
        .isEqualTo(expected)
        .isNotEqualTo(nodes)
        .isNotEqualTo(global);
  }

  private static boolean isGlobal(String table) {
    return table.startsWith("cassandra ");
  }

  /** The repair as a user starts it, killed once all nodes are done and Cassandra is not. */
  private void killBetweenTheStores() throws Exception {
    Path log = folder.resolve("killed.log");
    List<String> command =
        new ArrayList<>(List.of("repair", found.id().text(), "--apply", "--log-format", "json"));
    command.addAll(List.of("--config", network.stores.configFile().toString()));
    command.addAll(List.of("--runs", network.runs.path().toString(), "--source"));
    network.files.forEach(f -> command.add(f.toString()));
    try (HeldCommit held = HeldCommit.on(network.databases.get(2))) {
      Process repair =
          PrimaProcess.of(folder, command.toArray(String[]::new))
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      try {
        held.await(repair::isAlive);
      } finally {
        repair.destroyForcibly().waitFor();
      }
      held.release();
    }
  }

  @Test
  @Order(7)
  void whatWasUndoneIsRepairedByANewRunAlsoWhereThatIsKilledBetweenTheStores() throws Exception {
    killBetweenTheStores();
    assertBetweenTheStores(migrated, spoilt);
    RunFolder killed = network.runs.latest().orElseThrow();
    assertThat(killed.readReport().end().finishedAt()).isNull();

    RunReport again = apply();

    assertThat(again.end().error()).isNull();
    assertThat(again.end().exit()).as("seed %d", SEED).isEqualTo(ExitCode.OK);
    assertThat(again.run().runId()).isEqualTo(killed.id());
    assertThat(again.run().attempt()).isEqualTo(2);
    assertThat(network.contents()).as("seed %d", SEED).isEqualTo(migrated);
  }

  @Test
  @Order(8)
  void aReportTellsTheSessionThatTheRunHad() {
    assertThat(Objects.requireNonNull(network.report.environment().spark()).applicationId())
        .startsWith("local-");
    assertThat(network.runs.latest().orElseThrow().readReport().environment().spark())
        .isNotNull()
        .satisfies(
            spark -> {
              assertThat(spark.master()).startsWith("local[");
              assertThat(spark.deployMode()).isEqualTo("client");
              assertThat(spark.applicationId()).startsWith("local-");
            });
  }
}
