package dev.prima.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.core.report.Environment;
import dev.prima.core.report.ReconciliationReport.Verdict;
import dev.prima.core.report.RunReport;
import dev.prima.jobs.spark.LocalCluster;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** {@code scripts/submit}, with an installation of Spark that {@code scripts/spark-home} makes. */
class SubmitIT {
  private static final Path HOME = Path.of("..").toAbsolutePath().normalize();

  @TempDir private Path folder;

  /** How a command ended and what it said on either stream. */
  private record Ended(int status, String said) {}

  @Test
  void whatCannotBeSubmittedIsRefusedBeforeAnythingStarts() throws Exception {
    assertThat(submit("--master", "local[1]"))
        .isEqualTo(
            new Ended(2, "A command must follow after --; scripts/submit --help shows how.\n"));
    assertThat(submit("--deploy-mode", "moon", "--", "status"))
        .isEqualTo(new Ended(2, "--deploy-mode: 'moon' is neither client nor cluster.\n"));
    Ended noServers =
        submit("--deploy-mode", "cluster", "--", "migrate", "--embedded", "--source", "a.db");
    assertThat(noServers.status()).isEqualTo(2);
    assertThat(noServers.said()).contains("start them with: scripts/prima services start");
  }

  @Test
  void inClientModePathsAreThoseOfTheCallerAndTheExitCodeIsTheCommands() throws Exception {
    Ended made = submit("--master", "local[1]", "--", "generate", "--out", "a.db", "--agents", "9");
    assertThat(made.status()).as(made.said()).isZero();
    assertThat(folder.resolve("a.db")).isNotEmptyFile();
    Ended absent =
        submit("--master", "local[1]", "--", "plan", "--embedded", "--source", "b.db", "a.db");
    assertThat(absent.status()).as(absent.said()).isEqualTo(2);
    assertThat(absent.said()).contains("\"" + folder.resolve("b.db") + "\" is not there");
  }

  @Test
  @EnabledIfSystemProperty(named = "prima.full", matches = "true") // a cluster, servers, two runs
  void aClusterMigratesInBothModesAndTellsTheTruth() throws Exception {
    assertThat(prima("generate", "--out", "a.db", "--agents", "300").status()).isZero();
    assertThat(prima("services", "start").status()).isZero();
    try (LocalCluster cluster = LocalCluster.start(folder.resolve("cluster"))) {
      List<String> small =
          List.of(
              "--master", cluster.master(), "--executor-memory", "768m", "--driver-memory", "1g");
      List<String> migrate = List.of("--", "migrate", "--embedded", "--source", "a.db");

      Ended first = submit(small, List.of("--total-executor-cores", "2"), migrate);
      assertThat(first.status()).as(first.said()).isZero();
      RunReport filled = newest();
      assertThat(filled.totals().loaded()).isEqualTo(filled.totals().read());
      assertRanOn(filled, cluster.master(), "client");

      Ended second =
          submit(
              small, List.of("--deploy-mode", "cluster", "--total-executor-cores", "1"), migrate);
      assertThat(second.status()).as(second.said()).isZero();
      assertThat(newest().run().runId()).isNotEqualTo(filled.run().runId());
      assertThat(newest().totals().duplicates()).isEqualTo(filled.totals().loaded());
      assertRanOn(newest(), cluster.master(), "cluster");

      Ended refused =
          submit(
              small,
              List.of("--deploy-mode", "cluster", "--total-executor-cores", "1"),
              List.of("--", "migrate", "--embedded", "--source", "b.db"));
      assertThat(refused.status()).as(refused.said()).isEqualTo(2);
    } finally {
      assertThat(prima("services", "stop", "--delete").status()).isZero();
    }
  }

  @Test
  @EnabledIfSystemProperty(named = "prima.full", matches = "true") // a cluster, servers, 208k rows
  void aWorkerThatIsKilledInTheMiddleOfTheLoadCostsItsTasksAndNothingElse() throws Exception {
    assertThat(prima("generate", "--out", "a.db", "--agents", "20000").status()).isZero();
    assertThat(prima("services", "start").status()).isZero();
    try (LocalCluster cluster = LocalCluster.start(folder.resolve("cluster"))) {
      Process submit =
          start(
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
      while (submit.isAlive() && !said().contains("load-postgres: started")) {
        Thread.sleep(50);
      }
      Thread.sleep(700); // Tasks of the load have begun.
      assertThat(said()).as("the moment of the kill").doesNotContain("load-postgres: done");
      cluster.kill(2);

      Ended ended = ended(submit, "submit");
      assertThat(ended.status()).as(ended.said()).isZero();
      assertThat(Files.readString(folder.resolve("cluster/cluster/master.log")))
          .contains("Removing worker");
      RunReport report = newest();
      assertThat(report.run().attempt()).isEqualTo(1);
      assertThat(report.totals().loaded()).isEqualTo(report.totals().read());
      assertThat(Objects.requireNonNull(report.findings().reconciliation()).verdict())
          .isEqualTo(Verdict.RECONCILED);
    } finally {
      assertThat(prima("services", "stop", "--delete").status()).isZero();
    }
  }

  /** The report tells the session, whatever the config says of one. */
  private static void assertRanOn(RunReport report, String master, String deployMode) {
    Environment.Spark spark = Objects.requireNonNull(report.environment().spark());
    assertThat(spark.master()).isEqualTo(master);
    assertThat(spark.deployMode()).isEqualTo(deployMode);
    assertThat(spark.applicationId()).startsWith("app-");
  }

  private RunReport newest() throws IOException {
    return RunReport.fromJson(Files.readString(folder.resolve("runs/latest/report.json")));
  }

  @SafeVarargs
  private Ended submit(List<String>... parts) throws IOException, InterruptedException {
    return submit(Arrays.stream(parts).flatMap(List::stream).toArray(String[]::new));
  }

  private Ended submit(String... arguments) throws IOException, InterruptedException {
    return script("submit", arguments);
  }

  private Ended prima(String... arguments) throws IOException, InterruptedException {
    return script("prima", arguments);
  }

  private Ended script(String name, String... arguments) throws IOException, InterruptedException {
    return ended(start(name, arguments), name + " " + String.join(" ", arguments));
  }

  private Process start(String name, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(HOME.resolve("scripts/" + name).toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output().toFile());
    builder.environment().remove("SPARK_HOME");
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    // Servers of a developer are left alone.
    builder
        .environment()
        .put("JAVA_TOOL_OPTIONS", "-Dprima.services=" + folder.resolve("services"));
    return builder.start();
  }

  private Ended ended(Process process, String command) throws IOException, InterruptedException {
    assertThat(process.waitFor(10, TimeUnit.MINUTES)).as(command).isTrue();
    return new Ended(process.exitValue(), said());
  }

  private Path output() {
    return folder.resolve("output.txt");
  }

  /** What the newest command has said so far. */
  private String said() throws IOException {
    return Files.readString(output(), StandardCharsets.UTF_8);
  }
}
