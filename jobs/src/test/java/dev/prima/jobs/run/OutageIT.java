package dev.prima.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import dev.prima.core.error.ExitCode;
import dev.prima.core.report.RunReport;
import dev.prima.core.report.StepReport;
import dev.prima.core.run.Books;
import dev.prima.jobs.embedded.EmbeddedStores;
import dev.prima.jobs.generate.SampleData;
import dev.prima.jobs.progress.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A migration whose servers stay away while it loads. */
class OutageIT {
  private static final boolean FULL = Boolean.getBoolean("prima.full");
  private static final int LOST = 2;

  /** Gives up soon. */
  private static final String[] HASTY = {"load.retry.attempts=2", "load.retry.backoff=10ms"};

  /** One row after the other. */
  private static final String[] SLOW = {
    "global.write.concurrent-writes=1", "global.write.batch-bytes=128"
  };

  private static final Duration AWAY = Duration.ofSeconds(3);

  /** Far above what it takes, and far below forever. */
  private static final Duration LIMIT = Duration.ofMinutes(8);

  @TempDir Path folder;

  @Test
  void theOtherRegionsFinishWhatIsMissingIsNamedAndAResumeBringsIt() throws Exception {
    List<Path> files =
        SampleData.make(Path.of("..", "sample-data", "network"), folder.resolve("sources"));
    Stores stores = new Stores(folder);
    String node = stores.nodes.get(LOST).name();
    try {
      RunReport lost = stores.migrate(killing(node, "load-postgres"), files, HASTY);
      assertThat(lost.end().exit()).isEqualTo(ExitCode.EXTERNAL);
      assertThat(message(lost))
          .startsWith("PGS-018 PostgreSQL node " + node + " was given up")
          .contains(node + " lacks parts of its rows: agents ");
      assertThat(lost.tables()).isNotEmpty();
    } finally {
      EmbeddedStores.restart();
    }
    List<Long> before = agents(stores);
    assertThat(before.get(LOST)).isZero();
    String indexes = "SELECT count(*) FROM pg_indexes WHERE schemaname = 'prima'";
    long there = Query.number(stores.url(0), indexes);
    assertThat(there).isGreaterThan(Query.number(stores.url(LOST), indexes));

    try {
      RunReport again = stores.resume(killing("cassandra", "load-cassandra"), files, HASTY);
      assertThat(again.end().exit()).as("%s", again.end().error()).isEqualTo(ExitCode.EXTERNAL);
      assertThat(message(again)).startsWith("CAS-00");
    } finally {
      EmbeddedStores.restart();
    }
    List<Long> after = agents(stores);
    assertThat(after.get(LOST)).isPositive();
    assertThat(after.subList(0, LOST)).isEqualTo(before.subList(0, LOST));

    RunReport last = stores.resume(files);
    assertThat(last.end().error()).isNull();
    assertThat(last.end().exit()).isEqualTo(ExitCode.OK);
    assertThat(Tables.books(last).values()).allMatch(Books::balanced);
    assertThat(Query.number(stores.url(0), indexes)).isEqualTo(there);
    assertThat(stores.global("agent_directory"))
        .hasSize((int) after.stream().mapToLong(Long::longValue).sum());
  }

  /** When it happens: as soon as the first rows stand, or after the first table. */
  private enum Moment {
    WHILE_WRITING,
    BETWEEN_TABLES
  }

  private static List<Moment> moments() {
    return FULL ? List.of(Moment.values()) : List.of(Moment.WHILE_WRITING);
  }

  private static List<Boolean> cutOffOrNot() {
    return FULL ? List.of(false, true) : List.of(true);
  }

  @ParameterizedTest
  @MethodSource("moments")
  void cassandraThatIsKilledInTheMiddleOfTheLoadAndComesBackHoldsNobodyUp(Moment moment)
      throws Exception {
    List<Path> files = generated();
    Map<String, String> contents = Stores.undisturbed(folder.resolve("undisturbed"), files);

    Stores stores = new Stores(Files.createDirectories(folder.resolve("own")));
    RunReport report;
    try {
      report =
          CompletableFuture.supplyAsync(() -> stores.migrate(outage(stores, moment), files, SLOW))
              .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    } finally {
      EmbeddedStores.restart();
    }
    assertThat(report.end().exit()).isIn(ExitCode.OK, ExitCode.EXTERNAL);
    assertThat(report.steps())
        .filteredOn(step -> step.name().equals("load-cassandra"))
        .flatExtracting(StepReport::retries)
        .extracting(StepReport.Retried::store)
        .containsExactly("cassandra");
    if (report.end().exit() == ExitCode.EXTERNAL) {
      assertThat(message(report)).startsWith("CAS-00");
      assertThat(stores.resume(files).end().exit()).isEqualTo(ExitCode.OK);
    }
    assertThat(Contents.ofAnyRun(stores.nodes, stores.keyspace)).isEqualTo(contents);
    assertThat(stores.reconcile(files).end().exit()).isEqualTo(ExitCode.OK);
  }

  @ParameterizedTest
  @MethodSource("cutOffOrNot")
  void whatCassandraLosesBetweenItsLoadAndTheComparisonIsWrittenAgain(boolean cutOff)
      throws Exception {
    List<Path> files =
        SampleData.make(Path.of("..", "sample-data", "network"), folder.resolve("sources"));
    Stores stores = new Stores(folder);
    AtomicInteger before = new AtomicInteger();
    Runnable loss =
        () -> {
          before.set(stores.global("interactions").size());
          try (CqlSession session = EmbeddedStores.openCql()) {
            session.execute("TRUNCATE " + stores.keyspace + ".interactions");
          }
          EmbeddedStores.faults("cassandra").kill();
          EmbeddedStores.restart();
        };
    MidStep losing = new MidStep("load-cassandra", MidStep.Moment.AFTER_THE_LAST, loss);
    RunReport report;
    if (cutOff) {
      RunReport gone = stores.migrate(dyingWhenWrittenAgain(losing), files, HASTY);
      assertThat(gone.end().exit()).as("%s", gone.end().error()).isEqualTo(ExitCode.BUG);
      report = stores.resume(files, HASTY);
    } else {
      report = stores.migrate(losing, files, HASTY);
    }
    assertThat(report.end().exit()).as("%s", report.end().error()).isEqualTo(ExitCode.OK);
    assertThat(before.get()).isPositive();
    assertThat(stores.global("interactions")).hasSize(before.get());
  }

  @Test
  @EnabledIfSystemProperty(named = "prima.full", matches = "true") // a run
  void whatStandsIsCountedOnceCassandraThatWasKilledAfterTheComparisonIsBack() throws Exception {
    List<Path> files =
        SampleData.make(Path.of("..", "sample-data", "network"), folder.resolve("sources"));
    Stores stores = new Stores(folder);
    RunReport report;
    try {
      report =
          stores.migrate(
              new MidStep("reconcile", MidStep.Moment.AT_ITS_END, OutageIT::killForAWhile), files);
    } finally {
      EmbeddedStores.restart();
    }
    assertThat(report.end().error()).isNull();
    assertThat(report.end().exit()).isEqualTo(ExitCode.OK);
    assertThat(report.steps())
        .filteredOn(step -> step.name().equals("report"))
        .flatExtracting(StepReport::retries)
        .extracting(StepReport.Retried::store)
        .containsExactly("cassandra");
  }

  @Test
  @EnabledIfSystemProperty(named = "prima.full", matches = "true") // two runs
  void whereCassandraStaysAwayAfterTheComparisonAResumeCountsWhatStands() throws Exception {
    List<Path> files =
        SampleData.make(Path.of("..", "sample-data", "network"), folder.resolve("sources"));
    Stores stores = new Stores(folder);
    Runnable death = () -> EmbeddedStores.faults("cassandra").kill();
    try {
      RunReport lost =
          stores.migrate(new MidStep("reconcile", MidStep.Moment.AT_ITS_END, death), files, HASTY);
      assertThat(lost.end().exit()).as("%s", lost.end().error()).isEqualTo(ExitCode.EXTERNAL);
      assertThat(message(lost)).startsWith("CAS-00");
    } finally {
      EmbeddedStores.restart();
    }
    RunReport again = stores.resume(files);
    assertThat(again.end().error()).isNull();
    assertThat(Tables.books(again).values()).allMatch(Books::balanced);
    assertThat(again.end().exit()).isEqualTo(ExitCode.OK);
  }

  /** Ends the run after the first table that is written once more. */
  private static Progress dyingWhenWrittenAgain(MidStep losing) {
    Runnable end =
        () -> {
          throw new IllegalStateException("The machine is gone");
        };
    MidStep dying = new MidStep(losing.name(), MidStep.Moment.AFTER_THE_FIRST, end);
    return new Progress() {
      @Override
      public Step step(String name, long totalRows) {
        return (losing.done().get() ? dying : losing).step(name, totalRows);
      }

      @Override
      public void message(String message) {
        losing.message(message);
      }
    };
  }

  private List<Path> generated() throws IOException {
    return List.of(Stores.generated(folder, 3000));
  }

  /** Kills Cassandra once in the middle of its load, and starts it again some seconds later. */
  private static Progress outage(Stores stores, Moment moment) {
    return switch (moment) {
      case WHILE_WRITING ->
          new MidStep(
              "load-cassandra",
              MidStep.Moment.AT_ITS_BEGINNING,
              () -> new Thread(() -> killOnceRowsStand(stores), "outage").start());
      case BETWEEN_TABLES ->
          new MidStep("load-cassandra", MidStep.Moment.AFTER_THE_FIRST, OutageIT::killForAWhile);
    };
  }

  private static void killOnceRowsStand(Stores stores) {
    String query = "SELECT agent_id FROM " + stores.keyspace + ".agent_directory LIMIT 1";
    try (CqlSession session = EmbeddedStores.openCql()) {
      while (session.execute(query).one() == null) {
        Thread.onSpinWait();
      }
    }
    killForAWhile();
  }

  private static void killForAWhile() {
    EmbeddedStores.faults("cassandra").kill();
    CompletableFuture.delayedExecutor(AWAY.toMillis(), TimeUnit.MILLISECONDS)
        .execute(EmbeddedStores::restart);
  }

  private static List<Long> agents(Stores stores) {
    return stores.nodes.stream()
        .map(n -> Query.number(n.jdbcUrl(), "SELECT count(*) FROM prima.agents"))
        .toList();
  }

  private static String message(RunReport report) {
    return Objects.requireNonNull(report.end().error()).message();
  }

  /** Kills a server when a step begins with its rows. */
  private static Progress killing(String server, String step) {
    return new MidStep(
        step, MidStep.Moment.AT_ITS_BEGINNING, () -> EmbeddedStores.faults(server).kill());
  }
}
