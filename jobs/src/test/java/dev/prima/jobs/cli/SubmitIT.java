package dev.prima.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.core.report.Environment;
import dev.prima.core.report.ReconciliationReport.Verdict;
import dev.prima.core.report.RunReport;
import dev.prima.jobs.cli.Scripts.Ended;
import dev.prima.jobs.spark.LocalCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** {@code scripts/submit}, with an installation of Spark that {@code scripts/spark-home} makes. */
class SubmitIT {
  @TempDir private Path folder;
  private Scripts scripts;

  @BeforeEach
  void scriptsOfThisFolder() {
    scripts = new Scripts(folder);
  }

  @Test
  void whatCannotBeSubmittedIsRefusedBeforeAnythingStarts() throws Exception {
    assertThat(scripts.submit("--master", "local[1]"))
        .isEqualTo(
            new Ended(2, "A command must follow after --; scripts/submit --help shows how.\n"));
    assertThat(scripts.submit("--deploy-mode", "moon", "--", "status"))
        .isEqualTo(new Ended(2, "--deploy-mode: 'moon' is neither client nor cluster.\n"));
    Ended noServers =
        scripts.submit(
            "--deploy-mode", "cluster", "--", "migrate", "--embedded", "--source", "a.db");
    assertThat(noServers.status()).isEqualTo(2);
    assertThat(noServers.said()).contains("start them with: scripts/prima services start");
  }

  @Test
  void inClientModePathsAreThoseOfTheCallerAndTheExitCodeIsTheCommands() throws Exception {
    Ended made =
        scripts.submit("--master", "local[1]", "--", "generate", "--out", "a.db", "--agents", "9");
    assertThat(made.status()).as(made.said()).isZero();
    assertThat(folder.resolve("a.db")).isNotEmptyFile();
    Ended absent =
        scripts.submit(
            "--master", "local[1]", "--", "plan", "--embedded", "--source", "b.db", "a.db");
    assertThat(absent.status()).as(absent.said()).isEqualTo(2);
    assertThat(absent.said()).contains("\"" + folder.resolve("b.db") + "\" is not there");
  }

  @Test
  void aClusterMigratesInBothModesAndTellsTheTruth() throws Exception {
    assertThat(scripts.prima("generate", "--out", "a.db", "--agents", "300").status()).isZero();
    assertThat(scripts.prima("services", "start").status()).isZero();
    try (LocalCluster cluster = LocalCluster.start(folder.resolve("cluster"))) {
      List<String> small =
          List.of(
              "--master", cluster.master(), "--executor-memory", "768m", "--driver-memory", "1g");
      List<String> migrate = List.of("--", "migrate", "--embedded", "--source", "a.db");

      // Extracted by the executors; the second run, by its driver, finds every row to be the same.
      Ended first =
          scripts.submit(
              small,
              List.of("--total-executor-cores", "2"),
              migrate,
              List.of("--set", "extract.on=executors"));
      assertThat(first.status()).as(first.said()).isZero();
      RunReport filled = scripts.newest();
      assertThat(filled.totals().loaded()).isEqualTo(filled.totals().read());
      assertRanOn(filled, cluster.master(), "client");

      Ended second =
          scripts.submit(
              small, List.of("--deploy-mode", "cluster", "--total-executor-cores", "1"), migrate);
      assertThat(second.status()).as(second.said()).isZero();
      assertThat(scripts.newest().run().runId()).isNotEqualTo(filled.run().runId());
      assertThat(scripts.newest().totals().duplicates()).isEqualTo(filled.totals().loaded());
      assertRanOn(scripts.newest(), cluster.master(), "cluster");

      Ended refused =
          scripts.submit(
              small,
              List.of("--deploy-mode", "cluster", "--total-executor-cores", "1"),
              List.of("--", "migrate", "--embedded", "--source", "b.db"));
      assertThat(refused.status()).as(refused.said()).isEqualTo(2);
    } finally {
      assertThat(scripts.prima("services", "stop", "--delete").status()).isZero();
    }
  }

  @Test
  @EnabledIfSystemProperty(named = "prima.full", matches = "true") // a cluster, servers, 208k rows
  void aWorkerThatIsKilledInTheMiddleOfTheLoadCostsItsTasksAndNothingElse() throws Exception {
    assertThat(scripts.prima("generate", "--out", "a.db", "--agents", "20000").status()).isZero();
    assertThat(scripts.prima("services", "start").status()).isZero();
    try (LocalCluster cluster = LocalCluster.start(folder.resolve("cluster"))) {
      Process submit =
          scripts.start(
              "submit",
              "--master",
              cluster.master(),
              "--executor-memory",
              "768m",
              "--driver-memory",
              "1g",
              "--total-executor-cores",
              "2",
              "--",
              "migrate",
              "--embedded",
              "--source",
              "a.db");
      while (submit.isAlive() && !scripts.said().contains("load-postgres: started")) {
        Thread.sleep(50);
      }
      Thread.sleep(700); // Tasks of the load have begun.
      assertThat(scripts.said()).as("the moment of the kill").doesNotContain("load-postgres: done");
      cluster.kill(2);

      Ended ended = scripts.ended(submit, "submit");
      assertThat(ended.status()).as(ended.said()).isZero();
      assertThat(Files.readString(folder.resolve("cluster/cluster/master.log")))
          .contains("Removing worker");
      RunReport report = scripts.newest();
      assertThat(report.run().attempt()).isEqualTo(1);
      assertThat(report.totals().loaded()).isEqualTo(report.totals().read());
      assertThat(Objects.requireNonNull(report.findings().reconciliation()).verdict())
          .isEqualTo(Verdict.RECONCILED);
    } finally {
      assertThat(scripts.prima("services", "stop", "--delete").status()).isZero();
    }
  }

  /** The report tells the session, whatever the config says of one. */
  private static void assertRanOn(RunReport report, String master, String deployMode) {
    Environment.Spark spark = Objects.requireNonNull(report.environment().spark());
    assertThat(spark.master()).isEqualTo(master);
    assertThat(spark.deployMode()).isEqualTo(deployMode);
    assertThat(spark.applicationId()).startsWith("app-");
  }
}
