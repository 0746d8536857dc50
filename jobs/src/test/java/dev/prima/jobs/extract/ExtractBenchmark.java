package dev.prima.jobs.extract;

import dev.prima.core.mapping.ColumnType;
import dev.prima.core.mapping.Conversion;
import dev.prima.core.mapping.Identity;
import dev.prima.core.mapping.Placement;
import dev.prima.core.mapping.Precedence;
import dev.prima.core.mapping.TableClaim;
import dev.prima.core.mapping.TableClaim.ColumnRule;
import dev.prima.core.mapping.TargetColumn;
import dev.prima.core.mapping.TargetTable;
import dev.prima.core.mapping.TargetTable.Stores;
import dev.prima.core.mapping.TargetTable.TargetKey;
import dev.prima.core.schema.SourceTable;
import dev.prima.jobs.source.Snapshots;
import dev.prima.jobs.source.SourceFile;
import dev.prima.jobs.source.SqliteSchemaReader;
import dev.prima.jobs.spark.StagedPartReader;
import dev.prima.jobs.staging.StagedPart;
import dev.prima.jobs.staging.StagingLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.job.parameters.JobParametersBuilder;

/**
 * Rows a second of extract on a table like the legacy messages: {@code FOLDER ROWS PARALLELISM
 * ROUNDS}. Run by hand.
 */
final class ExtractBenchmark {
  private static double lastCpu;

  private ExtractBenchmark() {}

  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    long rows = Long.parseLong(args[1]);
    Files.createDirectories(folder);
    Path file = folder.resolve("bench.db");
    if (!Files.exists(file)) {
      make(file, rows);
    }
    for (int round = 0; round < Integer.parseInt(args[3]); round++) {
      round(folder.resolve("round-" + System.nanoTime()), file, Integer.parseInt(args[2]));
    }
  }

  private static void round(Path folder, Path file, int parallelism) throws Exception {
    Files.createDirectories(folder);
    long start = System.nanoTime();
    SourceFile source =
        SqliteSchemaReader.surveyed(new Snapshots(folder.resolve("s")).take(file, 0), 0);
    say("snapshot", start, source.tables().get(0).rows());
    SourceTable table = source.tables().get(0).table();
    StagingLayout layout =
        new StagingLayout(folder.resolve("staging").toString(), new Configuration());
    ExtractPlan plan =
        ExtractPlan.of(
            List.of(source),
            List.of(new PlannedTable(target(), 0, table, claim())),
            layout,
            ExtractLimits.DEFAULT);
    start = System.nanoTime();
    try (BatchRepository batch = BatchRepository.open(folder.resolve("batch.db"))) {
      JobExecution execution =
          batch.run(
              new JobBuilder("job", batch.jobs())
                  .start(
                      new ExtractStep(plan, parallelism, ErrorGuard.NONE, n -> {})
                          .build(batch.jobs(), batch.chunkTransactions()))
                  .build(),
              new JobParametersBuilder().addString("run", "r").toJobParameters());
      System.out.println(execution.getStatus());
    }
    ExtractResult result = ExtractResult.collect(plan);
    say("extract", start, result.read());
    start = System.nanoTime();
    long read = 0;
    long bytes = 0;
    for (StagedPart part : layout.parts("messages")) {
      bytes += Files.size(Path.of(java.net.URI.create(part.path())));
      try (StagedPartReader reader =
          StagedPartReader.open(
              layout.configuration(), plan.tables().get(0).stagedTarget(), part.path())) {
        while (reader.next()) {
          read += reader.row().isNull(0) ? 0 : 1;
        }
      }
    }
    say("read parts", start, read);
    System.out.println(bytes / Math.max(1, read) + " bytes a row");
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(java.util.Comparator.reverseOrder()).forEach(f -> f.toFile().delete());
    }
  }

  private static void say(String what, long start, long rows) {
    double seconds = (System.nanoTime() - start) / 1e9;
    double cpu = cpuNanos() / 1e9;
    System.out.printf(
        "%s: %.2f s, %.2f s of CPU since the last line, %,.0f rows a second%n",
        what, seconds, cpu - lastCpu, rows / seconds);
    lastCpu = cpu;
  }

  private static long cpuNanos() {
    return ((com.sun.management.OperatingSystemMXBean)
            java.lang.management.ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static TargetTable target() {
    return new TargetTable(
        "messages",
        List.of(
            new TargetColumn("legacy_id", ColumnType.TEXT, false, false),
            new TargetColumn("created_at", ColumnType.TIMESTAMPTZ, false, true),
            new TargetColumn("from_agent", ColumnType.TEXT, false, true),
            new TargetColumn("to_agent", ColumnType.TEXT, false, true),
            new TargetColumn("message_type", ColumnType.TEXT, false, true),
            new TargetColumn("content", ColumnType.TEXT, false, true),
            new TargetColumn("field_impact", ColumnType.DOUBLE, false, true),
            new TargetColumn("harmony_resonance", ColumnType.TEXT, false, true),
            new TargetColumn("processed", ColumnType.BOOLEAN, false, true),
            new TargetColumn("n", ColumnType.BIGINT, false, true)),
        new TargetKey(List.of(), false, false),
        new Precedence(null, List.of(List.of("field_impact")), List.of(List.of("created_at"))),
        new Placement.Home(),
        new Stores(null, null));
  }

  private static TableClaim claim() {
    return new TableClaim(
        "bench",
        "messages",
        List.of(),
        "messages",
        new Identity.Content(
            List.of("created_at", "from_agent", "to_agent", "message_type", "content")),
        List.of(
            new ColumnRule("stream_id", "legacy_id", Conversion.LEGACY_ID, ""),
            new ColumnRule("timestamp", "created_at", Conversion.SECONDS, ""),
            same("from_agent"),
            same("to_agent"),
            same("message_type"),
            same("content"),
            same("field_impact"),
            same("harmony_resonance"),
            same("processed"),
            same("n")));
  }

  private static ColumnRule same(String column) {
    return new ColumnRule(column, column, Conversion.NONE, "");
  }

  private static void make(Path file, long rows) throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE messages (stream_id INTEGER PRIMARY KEY, timestamp INTEGER, from_agent TEXT,"
              + " to_agent TEXT, message_type TEXT, content TEXT, field_impact REAL,"
              + " harmony_resonance TEXT, processed INTEGER, n INTEGER)");
      statement.execute(
          "INSERT INTO messages WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT "
              + rows
              + ") SELECT i, 1700000000 + i, 'agent-' || (i * 7919 % 100000), 'agent-' || (i * 31 %"
              + " 100000), 'type' || (i % 7), 'a message of some length about number ' || hex(randomblob(12)),"
              + " i * 0.001, 'coherence', i % 2, random() FROM n");
    }
  }
}
