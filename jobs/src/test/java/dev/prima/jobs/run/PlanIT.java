package dev.prima.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.core.error.ExitCode;
import dev.prima.core.plan.MigrationPlan;
import dev.prima.core.report.Environment;
import dev.prima.core.report.RunReport;
import dev.prima.core.report.ShardingReport;
import dev.prima.core.report.TableReport;
import dev.prima.jobs.generate.SampleData;
import dev.prima.jobs.run.RunContext.Reach;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** What a dry run foretells is what a migration then does, and the dry run leaves no trace. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PlanIT {
  @TempDir static Path folder;
  private final Map<String, List<Long>> foretold = new TreeMap<>();
  private Stores stores;
  private List<Path> files;
  private ShardingReport map;
  private @Nullable MigrationPlan seen;

  /** Every figure of the books that a dry run can know, by table. */
  private static Map<String, List<Long>> books(RunReport report) {
    Map<String, List<Long>> books = new TreeMap<>();
    for (TableReport table : report.tables()) {
      books.put(
          table.table(),
          List.of(
              table.books().read(),
              table.books().loaded(),
              table.books().duplicates(),
              table.books().superseded(),
              table.books().rejected(),
              table.replaced(),
              table.derived()));
    }
    return books;
  }

  @Test
  @Order(1)
  void readsAllAndTouchesNothing() {
    stores = new Stores(folder);
    files = SampleData.make(Path.of("..", "sample-data", "network"), folder.resolve("sources"));

    RunReport plan = stores.plan(Reach.READ, files, "sharding.compare=true");

    assertThat(plan.end().error()).isNull();
    assertThat(plan.end().exit()).isEqualTo(ExitCode.OK);
    assertThat(plan.run().dryRun()).isTrue();
    assertRanOn(plan, "local[*]");
    assertThat(plan.toJson()).contains("\"wouldLoad\"").doesNotContain("\"loaded\"");
    assertThat(
            stores.count("SELECT count(*) FROM pg_namespace WHERE nspname IN ('prima', 'legacy')"))
        .isZero();
    assertThat(stores.keyspaceExists()).isFalse();
    foretold.putAll(books(plan));
    seen = plan.forecast().plan();
    map = Objects.requireNonNull(plan.findings().sharding());
    assertThat(map.compared())
        .extracting(ShardingReport.Figures::strategy)
        .containsExactly("harmonic", "hash", "harmony");
    assertThat(map.compared().get(1).edgeCut()).isGreaterThan(map.figures().edgeCut());
  }

  /** What the session itself says, which no config knows. */
  private static void assertRanOn(RunReport report, String master) {
    Environment.Spark spark = Objects.requireNonNull(report.environment().spark());
    assertThat(spark.master()).isEqualTo(master);
    assertThat(spark.deployMode()).isEqualTo("client");
    assertThat(spark.applicationId()).matches("local-[0-9]+");
  }

  @Test
  @Order(2)
  void withoutTheTargetsItForetellsTheSameForEmptyOnes() {
    RunReport offline = stores.plan(Reach.OFFLINE, files);
    assertThat(offline.end().exit()).isEqualTo(ExitCode.OK);
    assertThat(books(offline)).isEqualTo(foretold);
    assertThat(offline.toJson()).contains("Not checked");
    MigrationPlan unseen = Objects.requireNonNull(offline.forecast().plan());
    assertThat(unseen.ddl())
        .as("as of empty stores, which these are")
        .isEqualTo(Objects.requireNonNull(seen).ddl())
        .hasSize(stores.nodes.size() + 1);
    assertThat(unseen.verdict().looks()).anyMatch(l -> l.contains("in which nothing stands"));
    assertThat(unseen.basis().targets()).isNull();
  }

  @Test
  @Order(3)
  void theMigrationDoesWhatWasForetold() {
    RunReport migration = stores.migrate(files, "spark.master=local[2]");
    assertRanOn(migration, "local[2]");
    assertThat(migration.end().exit()).isEqualTo(ExitCode.OK);
    assertThat(books(migration)).isEqualTo(foretold);
    assertThat(Objects.requireNonNull(migration.forecast().foretold()).differences()).isEmpty();
    assertLoadedIsWhatStands(migration, "spores", "spores");
    ShardingReport done = Objects.requireNonNull(migration.findings().sharding());
    assertThat(done).isEqualTo(map.with(List.of()));
  }

  /** Of a table in Cassandra alone, into empty stores. */
  private void assertLoadedIsWhatStands(RunReport run, String table, String inCassandra) {
    assertThat(
            run.tables().stream()
                .filter(t -> t.table().equals(table))
                .mapToLong(t -> t.books().loaded())
                .sum())
        .isEqualTo(stores.global(inCassandra).size())
        .isPositive();
  }

  @Test
  @Order(4)
  void onceAllStandsNothingWouldLoadAndNothingChanges() {
    Map<String, String> before = stores.contents();
    RunReport again = stores.plan(Reach.READ, files, "sharding.compare=true");
    assertThat(again.end().exit()).isEqualTo(ExitCode.OK);
    assertThat(again.totals().loaded()).isZero();
    assertThat(again.totals().read()).isEqualTo(again.totals().duplicates() + superseded(again));
    assertThat(stores.contents()).isEqualTo(before);
    assertThat(Objects.requireNonNull(again.findings().sharding()).compared())
        .as("strategies are compared from scratch, whoever stands")
        .extracting(ShardingReport.Figures::edgeCut)
        .isEqualTo(map.compared().stream().map(ShardingReport.Figures::edgeCut).toList());
  }

  private static long superseded(RunReport report) {
    return report.tables().stream().mapToLong(t -> t.books().superseded()).sum();
  }

  @Test
  @Order(5)
  void rejectsBeyondTheBudgetBlockAndEveryOneIsCountedAllTheSame() {
    List<Path> warts =
        SampleData.make(Path.of("..", "sample-data", "warts"), folder.resolve("warts"));
    Stores others = new Stores(folder.resolve("others"));
    RunReport blocked = others.plan(Reach.OFFLINE, warts);
    assertThat(blocked.end().exit()).isEqualTo(ExitCode.BLOCKED);
    RunReport within = others.plan(Reach.OFFLINE, warts, "errors.budget=1000");
    assertThat(within.end().exit()).isEqualTo(ExitCode.REJECTS);
    assertThat(books(within)).isEqualTo(books(blocked));
  }
}
