package dev.prima.jobs.cli;

import dev.prima.core.config.ShardingConfig;
import dev.prima.core.config.Targets;
import dev.prima.core.error.PrimaException;
import dev.prima.core.json.Json;
import dev.prima.core.json.JsonValue.JsonObject;
import dev.prima.core.partition.PartitionSettings;
import dev.prima.jobs.config.ConfigReader;
import dev.prima.jobs.progress.Progress;
import dev.prima.jobs.reshard.DriverLimits;
import dev.prima.jobs.reshard.EdgesFile;
import dev.prima.jobs.reshard.HarmonicSharding;
import dev.prima.jobs.reshard.ReshardError;
import dev.prima.jobs.reshard.ShardedEdges;
import dev.prima.jobs.spark.SparkSessions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code reshard}: partitions any weighted graph, without sources and targets. One line of JSON
 * goes to stdout. Exits with 0, with 2 for what is wrong with options, file or folder, with 5 where
 * nothing can be written.
 */
@Command(
    name = "reshard",
    description =
        "Partitions a weighted graph into shards of almost equal size so that little weight runs"
            + " between them. Prints one line of JSON; writes shard-map.parquet, shard-map.csv and"
            + " summary.json.",
    sortOptions = false,
    mixinStandardHelpOptions = true)
public final class ReshardCommand implements Callable<Integer> {
  private static final long BYTES_PER_ROW = 8;
  private static final int MOST_SHARDS = 32_767;

  @Mixin private DisplayOptions display = new DisplayOptions();

  @Option(
      names = "--edges",
      required = true,
      paramLabel = "FILE",
      description =
          "CSV (also .gz), with or without a header, or Parquet; columns source, target and, if"
              + " wanted, weight (counts to the third decimal; rows without a positive one do not"
              + " count).")
  private Path edges = Path.of("");

  @Option(
      names = "--shards",
      required = true,
      paramLabel = "K",
      description = "How many shards, 1 to 32767; none stays empty if there are as many nodes.")
  private String shards = "";

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Folder for the result; must be empty or absent.")
  private Path out = Path.of("");

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "A setting, repeatable: spark.*, sharding.driver-nodes, sharding.driver-edges; the value"
              + " is YAML.")
  private List<String> sets = new ArrayList<>();

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    int count = shardCount();
    checkEmpty();
    var config = ConfigReader.read(Optional.empty(), System.getenv(), sets, Targets.NONE);
    Progress progress = display.progress(System.err);
    Path file = edges.toAbsolutePath();
    EdgesFile.check(file);
    Path work = Files.createTempDirectory("prima-reshard");
    SparkSession spark =
        SparkSessions.open(
            config.spark().master(), work, Map.of("spark.app.name", "prima reshard"));
    try {
      SparkSessions.suit(
          spark, Files.size(file) / BYTES_PER_ROW, config.spark().shufflePartitions());
      progress.message("Reading " + file);
      JsonObject summary = partition(spark, file, config.sharding(), count);
      spec.commandLine().getOut().println(Json.write(summary));
      spec.commandLine().getOut().flush();
      return 0;
    } finally {
      SparkSessions.stop(spark);
      delete(work);
    }
  }

  private JsonObject partition(SparkSession spark, Path file, ShardingConfig sharding, int count) {
    HarmonicSharding solver =
        new HarmonicSharding(
            spark,
            new DriverLimits(sharding.driverNodes(), sharding.driverEdges()),
            PartitionSettings.DEFAULTS);
    try (EdgesFile rows = EdgesFile.open(spark, file)) {
      return ShardedEdges.of(spark, rows, solver, count).write(out.toAbsolutePath());
    }
  }

  private int shardCount() {
    int count = 0;
    try {
      count = Integer.parseInt(shards.strip());
    } catch (NumberFormatException e) {
      count = 0;
    }
    if (count < 1 || count > MOST_SHARDS) {
      throw new PrimaException(
          ReshardError.BAD_NUMBERS,
          "--shards " + shards + ": expected a whole number from 1 to " + MOST_SHARDS);
    }
    return count;
  }

  private void checkEmpty() throws IOException {
    if (!Files.exists(out)) {
      return;
    }
    if (Files.isDirectory(out)) {
      try (Stream<Path> files = Files.list(out)) {
        if (files.findAny().isEmpty()) {
          return;
        }
      }
    }
    throw new PrimaException(
        ReshardError.FOLDER_NOT_EMPTY,
        "--out " + out + " is there already and not an empty folder; name another, or empty it");
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path path : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
