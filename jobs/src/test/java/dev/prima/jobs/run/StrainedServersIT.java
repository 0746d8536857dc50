package dev.prima.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import dev.prima.core.error.ExitCode;
import dev.prima.core.report.RunReport;
import dev.prima.core.report.StepReport;
import dev.prima.core.run.Books;
import dev.prima.jobs.cli.Main;
import dev.prima.jobs.embedded.EmbeddedStores;
import dev.prima.jobs.embedded.ServerFaults;
import dev.prima.jobs.run.MidStep.Moment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A migration of which a server runs out of space while it loads, or hardly answers. */
@EnabledIfSystemProperty(named = "prima.full", matches = "true") // servers hurt, nine runs
@EnabledIf(
    value = "dev.prima.jobs.run.ScratchDisk#canBeMade",
    disabledReason = "to mount a file system takes root on Linux")
class StrainedServersIT {
  private static final int FULL = 2;
  private static final long LITTLE = 128;

  private static final String INDEXES =
      "SELECT count(*) FROM pg_indexes WHERE schemaname = 'prima'";

  /** Gives up soon. */
  private static final String[] HASTY = {"load.retry.attempts=2", "load.retry.backoff=10ms"};

  private static final Duration STILL = Duration.ofMillis(900);
  private static final Duration AWAKE = Duration.ofMillis(300);

  /** Far above what it takes, and far below forever. */
  private static final Duration LIMIT = Duration.ofMinutes(8);

  @TempDir static Path sources;
  private static List<Path> files = List.of();
  private static Map<String, String> undisturbed = Map.of();
  private static long indexesAtHome;

  @TempDir Path folder;

  @BeforeAll
  static void undisturbed() throws IOException {
    Path out = sources.resolve("legacy.db");
    int made = Main.commandLine().execute("generate", "--out", out.toString(), "--agents", "3000");
    assertThat(made).isZero();
    files = List.of(out);
    Stores stores = new Stores(sources);
    assertThat(stores.migrate(files).end().exit()).isEqualTo(ExitCode.OK);
    undisturbed = Contents.ofAnyRun(stores.nodes, stores.keyspace);
    indexesAtHome = Query.number(stores.url(0), INDEXES);
    stores.drop();
  }

  @ParameterizedTest
  @EnumSource(names = {"AFTER_THE_FIRST", "AFTER_THE_LAST"})
  void aFullTablespaceOfANodeIsNamedTheOtherNodesFinishAndAResumeBringsTheRest(Moment moment)
      throws Exception {
    Stores stores = new Stores(folder);
    String node = stores.nodes.get(FULL).name();
    Path tables = Files.createDirectory(folder.resolve("tables"));
    ScratchDisk disk = ScratchDisk.of(tables, "size=1g,mode=700");
    String database = stores.nodes.get(FULL).database();
    String administration = stores.url(FULL).replace("/" + database + "?", "/postgres?");
    Query.change(administration, "CREATE TABLESPACE small LOCATION '" + tables + "'");
    try {
      Query.change(administration, "ALTER DATABASE " + database + " SET TABLESPACE small");

      RunReport full =
          limited(
              stores,
              new MidStep("load-postgres", moment, () -> ServerDisk.fill(tables, disk, LITTLE)));
      assertThat(full.end().exit()).isEqualTo(ExitCode.EXTERNAL);
      assertThat(message(full))
          .startsWith(
              moment == Moment.AFTER_THE_FIRST
                  ? "PGS-018 PostgreSQL node " + node + " was given up"
                  : "PGS-007")
          .contains("PGS-007 PostgreSQL node " + node + " has run out of space");
      expectTheOthersWhole(stores);

      disk.remount("size=1g");
      expectAResumeToBringTheRest(stores);
    } finally {
      // Whatever became of it, the server is there for others.
      disk.remount("size=1g");
      stores.drop();
      Query.change(administration, "DROP TABLESPACE small");
      disk.close();
    }
  }

  @Test
  void aNodeThatEndsBecauseItsLogHasNoRoomIsNamedTheOthersFinishAndAResumeBringsTheRest()
      throws Exception {
    Stores stores = new Stores(folder);
    String node = stores.nodes.get(FULL).name();
    // Segments that are kept for later are room that has been taken already, and so is what is left
    // of one.
    Query.change(stores.url(FULL), "ALTER SYSTEM SET wal_recycle = off");
    try (ServerDisk disk = ServerDisk.under(node, "data/pg_wal")) {
      RunReport full =
          limited(
              stores,
              new MidStep(
                  "load-postgres",
                  Moment.AFTER_THE_FIRST,
                  () -> {
                    // In this order, lest somebody who writes has a new segment made in between.
                    disk.fill(LITTLE);
                    leaveSegment(stores.url(FULL));
                  }));
      assertThat(full.end().exit()).isEqualTo(ExitCode.EXTERNAL);
      assertThat(message(full))
          .startsWith("PGS-018 PostgreSQL node " + node + " was given up")
          .containsPattern("PGS-00[17] PostgreSQL node " + node);
      expectTheOthersWhole(stores);

      disk.makeRoom();
      expectAResumeToBringTheRest(stores);
    } finally {
      Query.change(stores.url(FULL), "ALTER SYSTEM RESET wal_recycle");
    }
    stores.drop();
  }

  @Test
  void aFullDiskUnderCassandraEndsTheRunAndAResumeBringsTheRest() throws Exception {
    Stores stores = new Stores(folder);
    try (ServerDisk disk = ServerDisk.under("cassandra", "data")) {
      RunReport full =
          limited(
              stores,
              new MidStep("load-cassandra", Moment.AFTER_THE_FIRST, () -> disk.fill(LITTLE)));
      assertThat(full.end().exit()).isEqualTo(ExitCode.EXTERNAL);
      assertThat(message(full)).startsWith("CAS-00").contains("Cassandra");
      Map<String, String> nodes = Contents.ofNodes(stores.nodes);
      assertThat(nodes).isNotEmpty();
      assertThat(undisturbed).containsAllEntriesOf(nodes);
      disk.makeRoom();
      expectAResumeToBringTheRest(stores);
    }
    stores.drop();
  }

  @ParameterizedTest
  @ValueSource(strings = {"west", "cassandra"})
  void aServerThatStandsStillMostOfTheTimeHoldsTheRunUpAndNothingElse(String server)
      throws Exception {
    Stores stores = new Stores(folder);
    ServerFaults faults = EmbeddedStores.faults(server);
    AtomicBoolean over = new AtomicBoolean();
    Runnable hampering =
        () -> {
          while (!over.get()) {
            faults.pause();
            sleep(STILL);
            faults.goOn();
            sleep(AWAKE);
          }
        };
    CompletableFuture<Void> hampered = CompletableFuture.runAsync(hampering);
    RunReport report;
    try {
      report =
          CompletableFuture.supplyAsync(() -> stores.migrate(files))
              .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    } finally {
      over.set(true);
      hampered.join();
    }
    assertThat(report.end().error()).isNull();
    assertThat(report.end().exit()).isEqualTo(ExitCode.OK);
    assertThat(report.steps()).flatExtracting(StepReport::retries).isEmpty();
    assertThat(Contents.ofAnyRun(stores.nodes, stores.keyspace)).isEqualTo(undisturbed);
    stores.drop();
  }

  /** Seen by what somebody takes out of it in between. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aTableThatCassandraHasWhollyIsWrittenAgainOnlyWhereTheNodeWasStartedAnew(boolean anew) {
    Stores stores = new Stores(folder);
    RunReport cut =
        stores.migrate(
            new MidStep(
                "load-cassandra",
                Moment.AFTER_THE_FIRST,
                () -> {
                  throw new IllegalStateException("Cut off");
                }),
            files);
    assertThat(message(cut)).contains("Cut off");
    assertThat(stores.global("agent_directory")).isNotEmpty();
    try (CqlSession session = EmbeddedStores.openCql()) {
      session.execute("TRUNCATE " + stores.keyspace + ".agent_directory");
    }
    if (anew) {
      EmbeddedStores.faults("cassandra").kill();
      EmbeddedStores.restart();
      expectAResumeToBringTheRest(stores);
    } else {
      assertThat(stores.resume(files).end().exit()).isEqualTo(ExitCode.DISCREPANCIES);
      assertThat(stores.global("agent_directory")).isEmpty();
    }
    stores.drop();
  }

  private static void sleep(Duration time) {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static void expectTheOthersWhole(Stores stores) {
    Map<String, String> others = Contents.ofNodes(stores.nodes.subList(0, FULL));
    assertThat(others).isNotEmpty();
    assertThat(undisturbed).containsAllEntriesOf(others);
    assertThat(Query.number(stores.url(0), INDEXES)).isEqualTo(indexesAtHome);
  }

  private static void expectAResumeToBringTheRest(Stores stores) {
    RunReport resumed = stores.resume(files);
    assertThat(resumed.end().error()).isNull();
    assertThat(resumed.end().exit()).isEqualTo(ExitCode.OK);
    assertThat(Tables.books(resumed).values()).allMatch(Books::balanced);
    assertThat(Contents.ofAnyRun(stores.nodes, stores.keyspace)).isEqualTo(undisturbed);
    assertThat(stores.reconcile(files).end().exit()).isEqualTo(ExitCode.OK);
  }

  /** The node may end before it can answer. */
  private static void leaveSegment(String url) {
    try {
      Query.texts(url, "SELECT pg_switch_wal()");
    } catch (IllegalStateException e) {
      assertThat(e.getCause())
          .isInstanceOfSatisfying(
              SQLException.class, s -> assertThat(s.getSQLState()).matches("57P0.|08...|53100"));
    }
  }

  private static RunReport limited(Stores stores, MidStep filling) throws Exception {
    RunReport report =
        CompletableFuture.supplyAsync(() -> stores.migrate(filling, files, HASTY))
            .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    assertThat(filling.done().get()).isTrue();
    return report;
  }

  private static String message(RunReport report) {
    return Objects.requireNonNull(report.end().error()).message();
  }
}
