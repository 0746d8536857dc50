package dev.prima.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.core.error.ExitCode;
import dev.prima.core.plan.MigrationPlan;
import dev.prima.core.report.ReconciliationReport;
import dev.prima.core.report.ReconciliationReport.Compared;
import dev.prima.core.report.ReconciliationReport.Verdict;
import dev.prima.core.report.RunReport;
import dev.prima.core.run.Books;
import dev.prima.jobs.generate.SampleData;
import dev.prima.jobs.run.RunContext.Reach;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The sample network, some of its tables first and the others later. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LeftOutTablesIT {
  private static final String SOME = "source.tables=[agents, connections, spores]";
  private static final Set<String> TAKEN = Set.of("agents", "connections", "spores");
  private static final int WRONG_NAME = 1;
  private static final int PLAN = 2;
  private static final int SOME_TABLES = 3;
  private static final int RECONCILE = 4;
  private static final int THE_REST = 5;
  private static final int WITHOUT_CONNECTIONS = 6;

  @TempDir static Path folder;
  private Stores stores;
  private List<Path> files;
  private LegacyNetwork network;
  private MigrationPlan plan;

  @BeforeAll
  void makeSources() {
    stores = new Stores(folder);
    files = SampleData.make(Path.of("..", "sample-data", "network"), folder.resolve("sources"));
    network = new LegacyNetwork(files);
  }

  @Test
  @Order(WRONG_NAME)
  void aTableThatNoSourceHoldsStopsTheRunBeforeAnythingIsTouchedAndTheRunGoesOnWithOthers() {
    RunReport refused = stores.migrate(files, "source.exclude-tables=[legacy.nothing]");
    assertThat(refused.end().exit()).isEqualTo(ExitCode.BLOCKED);
    assertThat(Objects.requireNonNull(refused.end().error()).message())
        .contains("TAB-003", "legacy.nothing", "legacy.sacred_presences");
    assertThat(stores.keyspaceExists()).isFalse();
    assertThat(stores.count("SELECT count(*) FROM pg_namespace WHERE nspname = 'prima'")).isZero();

    RunReport nothing = stores.resume(files, "source.tables=[legacy.*_no]");
    assertThat(nothing.end().exit()).isEqualTo(ExitCode.BLOCKED);
    assertThat(stores.keyspaceExists()).isFalse();
  }

  @Test
  @Order(PLAN)
  void aPlanTellsWhatIsLeftOutAndIsNotFollowedWithOtherTables() {
    RunReport dry = stores.plan(Reach.READ, files, SOME);
    assertThat(dry.end().error()).isNull();
    assertThat(dry.end().exit()).isEqualTo(ExitCode.OK);
    assertBooks(dry);
    plan = Objects.requireNonNull(dry.forecast().plan());
    assertThat(plan.verdict().looks()).anyMatch(l -> l.contains("Left out by source.tables"));

    RunReport other = stores.follow(plan, files);
    assertThat(other.end().exit()).isEqualTo(ExitCode.BLOCKED);
    assertThat(Objects.requireNonNull(other.end().error()).message())
        .contains("PLN-002", "source.tables");
  }

  @Test
  @Order(SOME_TABLES)
  void onlyWhatIsNamedIsMigratedAndEveryRowOfTheOthersIsCounted() {
    RunReport some = stores.follow(plan, files, SOME);

    assertThat(some.end().error()).isNull();
    assertThat(some.end().exit()).isEqualTo(ExitCode.OK);
    assertBooks(some);
    assertThat(Objects.requireNonNull(some.forecast().foretold()).differences()).isEmpty();
    assertThat(stores.count("SELECT count(*) FROM prima.agents"))
        .isEqualTo(network.agentIds().size());
    assertThat(stores.count("SELECT count(*) FROM prima.connections"))
        .isEqualTo(network.connectedPairs().size());
    for (String table : List.of("messages", "field_measurements", "work", "sacred_cache")) {
      assertThat(stores.count("SELECT count(*) FROM prima." + table)).as(table).isZero();
    }
    assertThat(Query.texts(home(), "SELECT to_regclass('legacy.sacred_presences')::text"))
        .containsExactly("null");
    assertThat(stores.global("spores")).isNotEmpty();
    assertThat(stores.global("wisdom_crystals")).isEmpty();
    assertThat(some.remarks().notes())
        .anyMatch(
            n ->
                n.startsWith("Left out by source.tables: ")
                    && n.contains("messages (" + network.read("messages") + " rows)"))
        .anyMatch(n -> n.contains("The shard map knows of messages only what stands"));
    assertCompared(some, TAKEN);
  }

  private String home() {
    return stores.nodes.get(0).jdbcUrl();
  }

  private void assertBooks(RunReport report) {
    assertThat(Tables.books(report).keySet()).isEqualTo(LegacyNetwork.TABLES.keySet());
    for (Books books : Tables.books(report).values()) {
      String table = books.table();
      assertThat(books.balanced()).as(table).isTrue();
      assertThat(books.read()).as(table).isEqualTo(network.read(table));
      assertThat(books.skipped())
          .as(table)
          .isEqualTo(TAKEN.contains(table) ? 0 : network.read(table));
    }
  }

  private static void assertCompared(RunReport report, Set<String> tables) {
    ReconciliationReport reconciled = Objects.requireNonNull(report.findings().reconciliation());
    assertThat(reconciled.verdict()).isEqualTo(Verdict.RECONCILED);
    assertThat(reconciled.tables().stream().map(Compared::table).collect(Collectors.toSet()))
        .isEqualTo(tables);
    assertThat(reconciled.scope().excluded())
        .containsAll(
            LegacyNetwork.TABLES.keySet().stream().filter(t -> !tables.contains(t)).toList())
        .doesNotContainAnyElementsOf(tables);
  }

  @Test
  @Order(RECONCILE)
  void aReconciliationLeavesOutTheSameAndSeesTheLackWhereItDoesNot() {
    assertCompared(stores.reconcile(files, SOME), TAKEN);
    RunReport spores = stores.reconcile(files, "source.tables=[spores]");
    assertThat(spores.end().exit()).isEqualTo(ExitCode.OK);
    assertCompared(spores, Set.of("spores"));

    RunReport whole = stores.reconcile(files);
    assertThat(whole.end().exit()).isEqualTo(ExitCode.DISCREPANCIES);
    assertThat(Objects.requireNonNull(whole.findings().reconciliation()).tables())
        .filteredOn(c -> c.discrepancies() > 0)
        .extracting(Compared::table)
        .contains("messages", "legacy.sacred_presences")
        .doesNotContain("agents", "spores");
  }

  @Test
  @Order(THE_REST)
  void whatWasLeftOutComesWithALaterRun() {
    RunReport rest = stores.migrate(files);

    assertThat(rest.end().error()).isNull();
    assertThat(rest.end().exit()).isEqualTo(ExitCode.OK);
    assertThat(Tables.books(rest).values()).allMatch(b -> b.balanced() && b.skipped() == 0);
    assertThat(Tables.books(rest).get("agents").loaded()).isZero();
    assertStandWhole(stores);
    assertThat(stores.reconcile(files).end().exit()).isEqualTo(ExitCode.OK);
  }

  private void assertStandWhole(Stores where) {
    assertThat(where.count("SELECT count(*) FROM prima.messages"))
        .isEqualTo(
            network.messages().values().stream().mapToLong(Integer::longValue).sum()
                + network.messageIds().size());
    assertThat(
            where.count("SELECT count(*) FROM prima.connections WHERE connection_type = 'derived'"))
        .isEqualTo(network.derivedPairs().size())
        .isPositive();
    assertThat(
            Query.number(
                where.nodes.get(0).jdbcUrl(), "SELECT count(*) FROM legacy.sacred_presences"))
        .isEqualTo(network.read("legacy.sacred_presences"));
  }

  @Test
  @Order(WITHOUT_CONNECTIONS)
  @EnabledIfSystemProperty(named = "prima.full", matches = "true") // two runs
  void withoutConnectionsNoneIsDerivedAndLaterTheyAre() {
    Stores others = new Stores(folder.resolve("others"));
    RunReport without =
        others.migrate(files, "source.exclude-tables=[connections, 'legacy.sacred_*']");
    assertThat(without.end().error()).isNull();
    assertThat(without.end().exit()).isEqualTo(ExitCode.OK);
    assertThat(others.count("SELECT count(*) FROM prima.connections")).isZero();
    assertThat(Tables.books(without).get("connections").skipped())
        .isEqualTo(network.read("connections"));
    assertThat(Tables.of(without, "connections").derived()).isZero();

    RunReport later = others.migrate(files);
    assertThat(later.end().exit()).isEqualTo(ExitCode.OK);
    assertThat(others.count("SELECT count(*) FROM prima.connections"))
        .isEqualTo(network.connectedPairs().size() + network.derivedPairs().size());
    assertStandWhole(others);
  }
}
