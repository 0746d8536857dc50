package dev.prima.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.core.report.Environment;
import dev.prima.core.report.ReconciliationReport.Verdict;
import dev.prima.core.report.RunReport;
import dev.prima.jobs.cli.Scripts.Ended;
import dev.prima.jobs.spark.LocalCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** {@code scripts/submit}, with an installation of Spark that {@code scripts/spark-home} makes. */
class SubmitIT {
  private static final String SECRET = "Egret5822";

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

  private static boolean executorHasTheSecret() {
    try (var all = ProcessHandle.allProcesses()) {
      return all.map(ProcessHandle::pid)
          .filter(
              id ->
                  Processes.words(id, "cmdline").stream()
                      .anyMatch(word -> word.endsWith(".CoarseGrainedExecutorBackend")))
          .anyMatch(id -> Processes.words(id, "environ").contains("TRY_PASSWORD=" + SECRET));
    }
  }

  /**
   * In place of Spark's: tells what it was given, and then waits for its end where it is told to.
   */
  private void standInForSpark() throws IOException {
    Path submit = folder.resolve("spark/bin/spark-submit");
    Files.createDirectories(submit.getParent());
    Files.writeString(
        submit,
        """
        #!/bin/bash
        cat "$2"
        printf 'word: %s\\n' "${@:3}"
        trap 'echo came to a checkpoint; exit 130' TERM
        if [[ -n $WAITS ]]; then
          echo waiting
          while sleep 0.1; do :; done
        fi
        exit 6
        """);
    assertThat(submit.toFile().setExecutable(true)).isTrue();
    scripts.set("SPARK_HOME", folder.resolve("spark").toString());
    scripts.set("WAITS", "");
  }

  @Test
  void optionsWithAnEqualsSignAreThoseWithoutOne() throws Exception {
    standInForSpark();
    Files.writeString(folder.resolve("mine.conf"), "spark.mine true\n");
    Ended ended =
        scripts.submit(
            "--name=a=b",
            "--properties-file=mine.conf",
            "--driver-java-options=-Dmine=1",
            "--conf=spark.x=y",
            "--",
            "status");
    assertThat(ended.status()).as(ended.said()).isEqualTo(6);
    assertThat(ended.said().lines())
        .contains("spark.mine true", "word: --name", "word: a=b", "word: --conf", "word: spark.x=y")
        .doesNotContain("word: mine.conf", "word: -Dmine=1")
        .anyMatch(
            line ->
                line.startsWith("spark.driver.extraJavaOptions=")
                    && line.contains(" --add-opens=java.base/java.lang=")
                    && line.contains(" -Dprima.home=")
                    && line.endsWith(" -Dmine=1"));

    Ended cluster = scripts.submit("--conf=spark.submit.deployMode=cluster", "--", "status");
    assertThat(cluster.status()).as(cluster.said()).isEqualTo(5);
    assertThat(cluster.said()).contains("-Dprima.outcome=", "The driver left no outcome in");

    assertThat(scripts.submit("--class=X", "--", "status").status()).isEqualTo(2);
    assertThat(scripts.submit("--master", "--", "status"))
        .isEqualTo(new Ended(2, "--master: its value is missing.\n"));
  }

  @Test
  void variablesGoWhereTheirMasterTakesThemFrom() throws Exception {
    standInForSpark();
    scripts.set("TRY_PASSWORD", SECRET);
    scripts.set("PRIMA_GLOBAL_PASSWORD", "env:TRY_PASSWORD");
    Ended client = scripts.submit("--master", "spark://host:7077", "--", "status");
    assertThat(client.said().lines())
        .contains("spark.executorEnv.TRY_PASSWORD=" + SECRET)
        .noneMatch(line -> line.startsWith("spark.yarn.appMasterEnv"));
    Ended standalone =
        scripts.submit("--master=spark://host:7077", "--deploy-mode=cluster", "--", "status");
    assertThat(standalone.said())
        .contains("spark.prima.variables=PRIMA_GLOBAL_PASSWORD,TRY_PASSWORD")
        .doesNotContain(SECRET);
    Ended yarn = scripts.submit("--master=yarn", "--deploy-mode=cluster", "--", "status");
    assertThat(yarn.said().lines())
        .contains(
            "spark.yarn.appMasterEnv.TRY_PASSWORD=" + SECRET,
            "spark.yarn.appMasterEnv.PRIMA_GLOBAL_PASSWORD=env:TRY_PASSWORD");
  }

  @Test
  void inClusterModeTheFolderOfRunsIsTheOneThatIsNamedHere() throws Exception {
    standInForSpark();
    Files.writeString(folder.resolve("c.yml"), "run:\n  dir: /shared/runs\n");
    Ended ended = scripts.submit("--deploy-mode=cluster", "--", "migrate", "--config", "c.yml");
    assertThat(ended.status()).isEqualTo(2);
    assertThat(ended.said())
        .contains("In cluster mode this command must know the folder of runs: name it with --runs");
  }

  @Test
  void whoeverStopsThisCommandStopsTheDriver() throws Exception {
    standInForSpark();
    scripts.set("WAITS", "yes");
    Process submit = scripts.start("submit", "--", "status");
    while (submit.isAlive() && !scripts.said().contains("waiting")) {
      Thread.sleep(50);
    }
    submit.destroy();
    Ended ended = scripts.ended(submit, "submit");
    assertThat(ended.status()).as(ended.said()).isEqualTo(130);
    assertThat(ended.said()).contains("came to a checkpoint");
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
              // More processors than a common pool of threads needs to be one: its threads know no
              // jar.
              List.of(
                  "--total-executor-cores",
                  "2",
                  "--driver-java-options=-XX:ActiveProcessorCount=4"),
              migrate,
              List.of("--set", "extract.on=executors"));
      assertThat(first.status()).as(first.said()).isZero();
      RunReport filled = scripts.newest();
      assertThat(filled.totals().loaded()).isEqualTo(filled.totals().read());
      assertRanOn(filled, cluster.master(), "client");

      scripts.set("TRY_PASSWORD", SECRET);
      List<String> words = new ArrayList<>(small);
      words.addAll(List.of("--deploy-mode", "cluster", "--total-executor-cores", "1"));
      words.addAll(migrate);
      words.addAll(List.of("--set", "spark.conf={spark.hadoop.try.secret: 'env:TRY_PASSWORD'}"));
      Process submit = scripts.start("submit", words.toArray(String[]::new));
      boolean reachedAnExecutor = false;
      while (submit.isAlive()) {
        assertThat(Processes.commandLines()).noneMatch(line -> line.contains(SECRET));
        reachedAnExecutor |= executorHasTheSecret();
        Thread.sleep(100);
      }
      assertThat(reachedAnExecutor).isTrue();
      Ended second = scripts.ended(submit, "submit");
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
