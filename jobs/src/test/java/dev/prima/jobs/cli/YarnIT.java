package dev.prima.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.core.report.Environment;
import dev.prima.core.report.ReconciliationReport.Verdict;
import dev.prima.core.report.RunReport;
import dev.prima.jobs.cli.Scripts.Ended;
import dev.prima.jobs.spark.HadoopJars;
import dev.prima.jobs.spark.LocalYarn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** {@code scripts/submit} on a YARN of one host, with staging on its HDFS. */
@EnabledIfSystemProperty(named = "prima.full", matches = "true") // nine servers, six applications
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
class YarnIT {
  /** A shell that reads it between double quotes would make something else of it. */
  private static final String SECRET = "Heron4711 $HOME `id` \"x\" \\y 'z'";

  @TempDir static Path folder;
  private Scripts scripts;
  private @Nullable LocalYarn started;

  @BeforeAll
  void start() throws Exception {
    scripts = new Scripts(folder);
    Optional<HadoopJars> jars = HadoopJars.find(folder);
    if (jars.isEmpty()) {
      return;
    }
    Path spark = folder.resolve("spark");
    jars.get().makeSparkHome(spark);
    started = LocalYarn.start(folder.resolve("yarn"), jars.get().servers());
    scripts.set("SPARK_HOME", spark.toString());
    scripts.set("HADOOP_CONF_DIR", yarn().conf().toString());
    scripts.set("TRY_PASSWORD", SECRET);
    Files.writeString(
        folder.resolve("secret.yml"),
        "spark: {conf: {spark.hadoop.try.secret: 'env:TRY_PASSWORD'}}\n");
    for (String name : List.of("a.db", "b.db")) {
      Ended made = scripts.prima("generate", "--out", name, "--agents", "300");
      assertThat(made.status()).as(made.said()).isZero();
    }
    Ended servers = scripts.prima("services", "start");
    assertThat(servers.status()).as(servers.said()).isZero();
  }

  /** Of each test: what is skipped before all of them counts as nothing. */
  @BeforeEach
  void needsHadoop() {
    Assumptions.assumeTrue(
        started != null, "Maven does not find all that scripts/lib/yarn.pom.xml names");
  }

  @AfterAll
  void stop() throws Exception {
    try (LocalYarn stopped = started) {
      if (stopped != null) {
        assertThat(scripts.prima("services", "stop", "--delete").status()).isZero();
      }
    }
  }

  @Test
  @Order(1)
  void yarnMigratesInBothModesAndTellsTheTruth() throws Exception {
    // Extracted by the executors; the second run, by its driver, finds every row to be the same.
    Ended first =
        scripts.submit(on("client"), migrate("a.db"), List.of("--set", "extract.on=executors"));
    assertThat(first.status()).as(first.said()).isZero();
    RunReport filled = scripts.newest();
    assertThat(filled.totals().loaded()).isEqualTo(filled.totals().read());
    assertReconciled(filled);
    assertRanOnYarn(filled, "client");

    Ended second = scripts.submit(on("cluster"), migrate("a.db"));
    assertThat(second.status()).as(second.said()).isZero();
    RunReport again = scripts.newest();
    assertThat(again.totals().duplicates()).isEqualTo(filled.totals().loaded());
    assertReconciled(again);
    assertRanOnYarn(again, "cluster");

    assertThat(staged()).as("each application is one run").hasSize(2);
    Ended pruned = scripts.prima("runs", "prune", "--keep", "1");
    assertThat(pruned.status()).as(pruned.said()).isZero();
    assertThat(staged()).containsExactly(again.run().runId().text());
  }

  @Test
  void aCommandThatIsRefusedEndsWithItsOwnExitCodeInBothModes() throws Exception {
    for (String mode : List.of("client", "cluster")) {
      Ended refused = scripts.submit(on(mode), migrate("absent.db"));
      assertThat(refused.status()).as(refused.said()).isEqualTo(2);
      assertThat(refused.said()).contains("\"" + folder.resolve("absent.db") + "\" is not there");
    }
  }

  @Test
  @Order(2)
  void aRunThatYarnHasEndedGoesOnAndItsSecretsWereOnNoCommandLine() throws Exception {
    List<String> arguments = new ArrayList<>(on("cluster"));
    arguments.addAll(migrate("b.db"));
    arguments.addAll(List.of("--config", "secret.yml", "--set", "extract.on=executors"));
    Process submit = scripts.start("submit", arguments.toArray(String[]::new));
    while (submit.isAlive() && executors().isEmpty()) {
      Thread.sleep(100);
    }
    List<Long> containers = new ArrayList<>(executors());
    containers.addAll(containers("ApplicationMaster"));
    assertThat(containers).hasSizeGreaterThan(1);
    for (long id : containers) {
      assertThat(Processes.words(id, "environ")).contains("TRY_PASSWORD=" + SECRET);
    }
    assertThat(Processes.commandLines()).noneMatch(line -> line.contains("Heron4711"));
    yarn().kill(yarn().running().get(0));
    Ended killed = scripts.ended(submit, "submit");
    // By chance the driver comes to its next checkpoint in the moment that YARN leaves it.
    assertThat(killed.status()).as(killed.said()).isIn(5, 130);
    assertThat(executors()).isEmpty();

    Ended resumed =
        scripts.submit(
            on("client"),
            List.of("--", "migrate", "--embedded", "--resume", "latest"),
            List.of("--config", "secret.yml", "--set", "staging.uri=" + staging()));
    assertThat(resumed.status()).as(resumed.said()).isZero();
    assertThat(scripts.newest().run().attempt()).isEqualTo(2);
    assertReconciled(scripts.newest());
    assertThat(yarn().running()).isEmpty();
  }

  private static void assertReconciled(RunReport report) {
    assertThat(Objects.requireNonNull(report.findings().reconciliation()).verdict())
        .isEqualTo(Verdict.RECONCILED);
  }

  private void assertRanOnYarn(RunReport report, String deployMode) throws Exception {
    Environment.Spark spark = Objects.requireNonNull(report.environment().spark());
    assertThat(spark.master()).isEqualTo("yarn");
    assertThat(spark.deployMode()).isEqualTo(deployMode);
    assertThat(spark.applicationId()).startsWith("application_");
    var application = yarn().application(spark.applicationId());
    assertThat(application.get("state").asString()).isEqualTo("FINISHED");
    assertThat(application.get("finalStatus").asString()).isEqualTo("SUCCEEDED");
  }

  /** Options of {@code spark-submit}. */
  private List<String> on(String deployMode) {
    List<String> options =
        new ArrayList<>(List.of("--master", "yarn", "--deploy-mode", deployMode));
    options.addAll(List.of("--driver-memory", "1g", "--executor-memory", "768m"));
    options.addAll(List.of("--num-executors", "2", "--executor-cores", "1"));
    options.addAll(List.of("--driver-java-options", scripts.servicesOption()));
    for (String property :
        List.of(
            "spark.yarn.appMasterEnv.SPARK_LOCAL_IP=127.0.0.1",
            "spark.executorEnv.SPARK_LOCAL_IP=127.0.0.1",
            // Where it is already, instead of by HDFS for each application.
            "spark.yarn.jars=local:" + folder.resolve("spark/jars") + "/*")) {
      options.addAll(List.of("--conf", property));
    }
    return options;
  }

  private List<String> migrate(String source) {
    return List.of(
        "--", "migrate", "--embedded", "--source", source, "--set", "staging.uri=" + staging());
  }

  private String staging() {
    return yarn().hdfs() + "/prima/staging";
  }

  /** The runs that have staged rows. */
  private List<String> staged() throws IOException {
    var path = new org.apache.hadoop.fs.Path(staging());
    List<String> names = new ArrayList<>();
    for (var status : path.getFileSystem(new Configuration()).listStatus(path)) {
      names.add(status.getPath().getName());
    }
    return names;
  }

  private LocalYarn yarn() {
    return Objects.requireNonNull(started);
  }

  private List<Long> executors() {
    return containers("YarnCoarseGrainedExecutorBackend");
  }

  /** The processes of this YARN whose Java runs a class. */
  private static List<Long> containers(String simpleName) {
    try (var all = ProcessHandle.allProcesses()) {
      return all.map(ProcessHandle::pid)
          .filter(
              id -> {
                List<String> words = Processes.words(id, "cmdline");
                return !words.isEmpty()
                    && words.get(0).endsWith("java")
                    && words.stream().anyMatch(word -> word.endsWith("." + simpleName))
                    && words.stream().anyMatch(word -> word.contains(folder.toString()));
              })
          .toList();
    }
  }
}
