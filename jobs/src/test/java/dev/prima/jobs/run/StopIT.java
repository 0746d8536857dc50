package dev.prima.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.core.error.ExitCode;
import dev.prima.core.report.RunReport;
import dev.prima.jobs.cli.Main;
import dev.prima.jobs.report.RunsFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run that is told to stop, by SIGTERM as by Ctrl-C: once, in one step after the other (one of
 * them; all in the long form), and twice.
 */
class StopIT {
  private static final List<String> STEPS =
      Boolean.getBoolean("prima.full")
          ? List.of(
              "snapshot",
              "extract",
              "resolve",
              "reshard",
              "plan",
              "load-postgres",
              "load-cassandra",
              "reconcile")
          : List.of("load-cassandra");

  private static final Duration STOP = Duration.ofSeconds(10);

  /** Less than the seven seconds after which a step is cut off. */
  private static final Duration AT_ONCE = Duration.ofSeconds(6);

  private static final long LIMIT_MILLIS = 300_000;

  private static final String WAITING =
      "FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";

  @TempDir Path folder;

  @Test
  void inWhateverStepItIsStoppedWithinTenSecondsAndGoesOnAsIfNothingHadHappened() throws Exception {
    List<Path> sources = sources();
    Map<String, String> undisturbed = Stores.undisturbed(folder.resolve("undisturbed"), sources);
    for (String step : STEPS) {
      Path own = Files.createDirectories(folder.resolve("in-" + step));
      Stores stores = new Stores(own);
      RunningMigration running = start(own, stores, sources);
      assertThat(running.awaitStep(step)).as(running.said()).isTrue();
      running.terminate();
      assertThat(running.exit(STOP)).as("stopped in %s: %s", step, running.said()).isEqualTo(130);
      RunReport stopped = report(own);
      assertThat(stopped.end().exit()).isEqualTo(ExitCode.INTERRUPTED);
      if (!running.said().contains("takes too long to stop")) {
        assertThat(Objects.requireNonNull(stopped.end().error()).message())
            .startsWith("RUN-013")
            .contains("--resume " + stopped.run().runId());
      }

      RunningMigration resumed = start(own, stores, sources, "--resume", "latest");
      assertThat(resumed.exit()).as("stopped in %s: %s", step, resumed.said()).isZero();
      assertThat(new RunsFolder(own.resolve("runs")).list()).hasSize(1);
      assertThat(report(own).end().exit()).isEqualTo(ExitCode.OK);
      assertThat(Contents.ofAnyRun(stores.nodes, stores.keyspace))
          .as("stopped in %s", step)
          .isEqualTo(undisturbed);
      stores.drop();
    }
  }

  @Test
  @EnabledIfSystemProperty(named = "prima.full", matches = "true") // five processes
  void aStepThatWaitsForAServerIsCutOffAndASecondSignalEndsItAtOnce() throws Exception {
    List<Path> sources = sources();
    Path own = Files.createDirectories(folder.resolve("own"));
    Stores stores = new Stores(own);
    // What one run leaves, so that there is something to be locked.
    assertThat(stores.migrate(sources.subList(0, 1)).end().exit()).isEqualTo(ExitCode.OK);
    try (Connection holder = DriverManager.getConnection(stores.url(0));
        Statement sql = holder.createStatement()) {
      holder.setAutoCommit(false);
      sql.execute("LOCK TABLE prima.migration_sources IN SHARE MODE");

      RunningMigration once = start(own, stores, sources);
      awaitWaiting(stores, once);
      once.terminate();
      assertThat(once.exit(STOP)).as(once.said()).isEqualTo(130);
      assertThat(once.said()).contains("takes too long to stop");
      awaitNobodyWaiting(stores);

      RunningMigration twice = start(own, stores, sources, "--resume", "latest");
      awaitWaiting(stores, twice);
      String before = twice.said();
      twice.terminate();
      awaitSaid(twice, before);
      twice.terminate();
      assertThat(twice.exit(AT_ONCE)).as(twice.said()).isEqualTo(130);
      awaitNobodyWaiting(stores);
      holder.rollback();
    }
    RunningMigration last = start(own, stores, sources, "--resume", "latest");
    assertThat(last.exit()).as(last.said()).isZero();
    assertThat(new RunsFolder(own.resolve("runs")).list()).hasSize(2);
    assertThat(stores.reconcile(sources).end().exit()).isEqualTo(ExitCode.OK);
  }

  private static void awaitWaiting(Stores stores, RunningMigration running)
      throws InterruptedException {
    long deadline = System.nanoTime() + LIMIT_MILLIS * 1_000_000;
    while (Query.number(stores.url(0), "SELECT count(*) " + WAITING) == 0) {
      if (!running.isAlive() || System.nanoTime() > deadline) {
        throw new AssertionError("It does not wait: " + running.said());
      }
      Thread.sleep(50);
    }
  }

  /** The server ends what was done for a client that is gone. */
  private static void awaitNobodyWaiting(Stores stores) throws InterruptedException {
    long deadline = System.nanoTime() + STOP.toNanos();
    while (Query.number(stores.url(0), "SELECT count(*) " + WAITING) > 0) {
      assertThat(System.nanoTime()).as("it goes on waiting").isLessThan(deadline);
      Thread.sleep(50);
    }
  }

  private static void awaitSaid(RunningMigration running, String before)
      throws InterruptedException {
    while (running.said().equals(before)) {
      Thread.sleep(10);
    }
  }

  private RunningMigration start(Path own, Stores stores, List<Path> sources, String... more)
      throws IOException {
    List<String> arguments = new ArrayList<>(List.of("--config", stores.configFile().toString()));
    sources.forEach(file -> arguments.addAll(List.of("--source", file.toString())));
    arguments.addAll(List.of(more));
    return RunningMigration.start(own, own.resolve("runs"), arguments);
  }

  private static RunReport report(Path own) {
    return new RunsFolder(own.resolve("runs")).latest().orElseThrow().readReport();
  }

  private List<Path> sources() throws IOException {
    Path out = Files.createDirectories(folder.resolve("sources")).resolve("legacy.db");
    int made =
        Main.commandLine()
            .execute("generate", "--out", out.toString(), "--agents", "300", "--files", "2");
    assertThat(made).isZero();
    return List.of(out.resolveSibling("legacy-1.db"), out.resolveSibling("legacy-2.db"));
  }
}
