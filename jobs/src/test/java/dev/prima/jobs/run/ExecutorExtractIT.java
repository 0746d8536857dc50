package dev.prima.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.core.error.ExitCode;
import dev.prima.core.report.RunReport;
import dev.prima.jobs.extract.BatchRepository;
import dev.prima.jobs.extract.ErrorGuard;
import dev.prima.jobs.extract.ExtractLimits;
import dev.prima.jobs.extract.ExtractPlan;
import dev.prima.jobs.extract.ExtractResult;
import dev.prima.jobs.extract.ExtractStep;
import dev.prima.jobs.extract.MadeSource;
import dev.prima.jobs.extract.TaskPlace;
import dev.prima.jobs.generate.SampleData;
import dev.prima.jobs.source.Sha256;
import dev.prima.jobs.spark.LocalCluster;
import dev.prima.jobs.spark.SparkSessions;
import dev.prima.jobs.staging.StagingLayout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.job.parameters.JobParametersBuilder;

/** {@code extract.on: executors} on Spark itself, held against the driver's own threads. */
class ExecutorExtractIT {
  @TempDir Path folder;

  private static final String[] BY_DRIVER = {"extract.chunk-rows=40", "extract.range-rows=1000"};
  private static final String[] BY_EXECUTORS = {
    BY_DRIVER[0],
    BY_DRIVER[1],
    "extract.on=executors",
    "extract.parallelism=3",
    "spark.master=local[2]"
  };

  @Test
  void theSameFilesAreStagedAsByTheDriver() throws Exception {
    assertThat(extract("driver", null, rows -> {})).isEqualTo(BatchStatus.COMPLETED);
    SparkSession spark = SparkSessions.open("local[2]", folder.resolve("spark"), Map.of());
    try {
      assertThat(extract("executors", new ExecutorTasks(spark), rows -> {}))
          .isEqualTo(BatchStatus.COMPLETED);
    } finally {
      SparkSessions.stop(spark);
    }
    assertThat(staged(folder.resolve("executors")))
        .isEqualTo(staged(folder.resolve("driver")))
        .hasSizeGreaterThan(8 * 7 * 2);
  }

  @Test
  @EnabledIfSystemProperty(named = "prima.full", matches = "true") // two migrations
  void bothStoresHoldTheSameAsAfterARunThatTheDriverExtracts() throws Exception {
    List<Path> sources = sources();
    Stores byDriver = new Stores(Files.createDirectory(folder.resolve("driver")));
    RunReport driver = byDriver.migrate(sources, BY_DRIVER);
    Stores byExecutors = new Stores(Files.createDirectory(folder.resolve("executors")));
    RunReport executors = byExecutors.migrate(sources, BY_EXECUTORS);
    assertTheSame(executors, byExecutors, driver, byDriver);
    assertThat(Contents.ofAnyRun(byExecutors.nodes, byExecutors.keyspace))
        .isEqualTo(Contents.ofAnyRun(byDriver.nodes, byDriver.keyspace));
  }

  private List<Path> sources() {
    return SampleData.make(Path.of("..", "sample-data", "network"), folder.resolve("sources"));
  }

  private static void assertTheSame(
      RunReport executors, Stores byExecutors, RunReport driver, Stores byDriver)
      throws IOException {
    assertThat(executors.end().exit()).isEqualTo(driver.end().exit()).isEqualTo(ExitCode.OK);
    assertThat(Tables.books(executors)).isEqualTo(Tables.books(driver));
    Map<String, String> staged = staged(byDriver.runFolder().staging().resolve("rows"));
    assertThat(staged).hasSizeGreaterThan(20);
    assertThat(staged(byExecutors.runFolder().staging().resolve("rows"))).isEqualTo(staged);
  }

  @Test
  @EnabledIfSystemProperty(named = "prima.full", matches = "true") // a cluster of its own
  void anExecutorThatIsLostCostsItsTasksAndNothingElse() throws Exception {
    assertThat(extract("driver", null, rows -> {})).isEqualTo(BatchStatus.COMPLETED);
    try (LocalCluster cluster = LocalCluster.start(folder.resolve("cluster"))) {
      SparkSession spark = cluster.session(Map.of());
      try {
        // Of both workers, although nothing says how many there are.
        assertThat(new ExecutorTasks(spark).slots()).isEqualTo(2);
        AtomicLong done = new AtomicLong();
        BatchStatus status =
            extract(
                "executors",
                new ExecutorTasks(spark),
                rows -> {
                  if (done.addAndGet(rows) == rows) {
                    kill(cluster);
                  }
                });

        assertThat(status).isEqualTo(BatchStatus.COMPLETED);
        assertThat(done).hasValueGreaterThanOrEqualTo(20_000);
        assertThat(Files.readString(folder.resolve("cluster/cluster/master.log")))
            .contains("Removing worker");
        assertThat(rows(spark, "executors")).hasSize(20_004).isEqualTo(rows(spark, "driver"));
      } finally {
        SparkSessions.stop(spark);
      }
    }
    assertThat(told(staged(folder.resolve("executors"))))
        .isEqualTo(told(staged(folder.resolve("driver"))));
  }

  /**
   * The names of all files, and digests of all but those of Parquet: which encodings a file has is
   * listed in them in an order that differs between JVMs.
   */
  private static Map<String, String> told(Map<String, String> staged) {
    staged.replaceAll((file, digest) -> file.endsWith(".parquet") ? "rows" : digest);
    return staged;
  }

  /** All that is staged, as Spark reads it. */
  private List<String> rows(SparkSession spark, String name) {
    return spark
        .read()
        .option("recursiveFileLookup", "true")
        .option("pathGlobFilter", "*.parquet")
        .option("mergeSchema", "true")
        .parquet(folder.resolve(name).toString())
        .toJSON()
        .collectAsList()
        .stream()
        .sorted()
        .toList();
  }

  private static void kill(LocalCluster cluster) {
    try {
      cluster.kill(2);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private BatchStatus extract(String name, @Nullable TaskPlace place, LongConsumer rowsDone)
      throws Exception {
    StagingLayout layout = new StagingLayout(folder.resolve(name).toString(), new Configuration());
    ExtractPlan plan = MadeSource.plan(folder, layout, new ExtractLimits(2_500, 400, 1 << 20));
    try (BatchRepository batch = BatchRepository.open(folder.resolve(name + ".batch.db"))) {
      JobExecution execution =
          batch.run(
              new JobBuilder("job", batch.jobs())
                  .start(
                      new ExtractStep(plan, place, 4, ErrorGuard.NONE, rowsDone)
                          .build(batch.jobs(), batch.chunkTransactions()))
                  .build(),
              new JobParametersBuilder().addString("run", "r1").toJobParameters());
      layout.sweep();
      ExtractResult.collect(plan);
      return execution.getStatus();
    }
  }

  /** Every file under a folder, by its path there, and a digest of its bytes. */
  private static Map<String, String> staged(Path base) throws IOException {
    Map<String, String> staged = new TreeMap<>();
    try (Stream<Path> files = Files.walk(base)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        staged.put(base.relativize(file).toString(), Sha256.of(file));
      }
    }
    return staged;
  }
}
