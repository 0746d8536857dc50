package dev.prima.jobs.extract;

import dev.prima.core.mapping.UnclaimedTable;
import dev.prima.jobs.source.SnapshotTable;
import dev.prima.jobs.source.Snapshots;
import dev.prima.jobs.source.SourceFile;
import dev.prima.jobs.source.SqliteSchemaReader;
import dev.prima.jobs.staging.StagingLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.job.parameters.JobParametersBuilder;

/**
 * A file with tables that are divided, tables that are bundled, one without rowids and a reject.
 */
public final class MadeSource {
  /** Of each of its two large tables. */
  static final int ROWS = 10_000;

  private MadeSource() {}

  /** The plan to extract it; the file and its snapshot lie in the folder. */
  public static ExtractPlan plan(Path folder, StagingLayout layout, ExtractLimits limits)
      throws Exception {
    Path file = folder.resolve("a.db");
    if (!Files.exists(file)) {
      make(file);
    }
    SourceFile source =
        SqliteSchemaReader.surveyed(new Snapshots(folder.resolve("snapshots")).take(file, 0), 0);
    return plan(source, layout, limits);
  }

  /** Stages all tables of a file as tables that no profile claims. */
  public static void stage(Path file, Path folder, StagingLayout layout, ExtractLimits limits)
      throws Exception {
    Files.createDirectories(folder);
    SourceFile source =
        SqliteSchemaReader.surveyed(new Snapshots(folder.resolve("snapshots")).take(file, 0), 0);
    ExtractPlan plan = plan(source, layout, limits);
    try (BatchRepository batch = BatchRepository.open(folder.resolve("batch.db"))) {
      Job job =
          new JobBuilder("job", batch.jobs())
              .start(
                  new ExtractStep(plan, 2, ErrorGuard.NONE, rows -> {})
                      .build(batch.jobs(), batch.chunkTransactions()))
              .build();
      JobExecution done =
          batch.run(job, new JobParametersBuilder().addString("run", "r1").toJobParameters());
      if (done.getStatus() != BatchStatus.COMPLETED) {
        throw new IllegalStateException(done.toString());
      }
    }
  }

  private static ExtractPlan plan(SourceFile source, StagingLayout layout, ExtractLimits limits) {
    List<PlannedTable> tables =
        source.tables().stream()
            .map(SnapshotTable::table)
            .map(t -> new PlannedTable(UnclaimedTable.staged(t), 0, t, UnclaimedTable.claim(t, t)))
            .toList();
    return ExtractPlan.of(List.of(source), tables, layout, limits);
  }

  private static void make(Path file) throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      String numbers =
          " WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT " + ROWS + ") ";
      statement.execute("CREATE TABLE dense (id INTEGER PRIMARY KEY, x TEXT)");
      statement.execute("INSERT INTO dense" + numbers + "SELECT i, 'row ' || i FROM n");
      statement.execute("CREATE TABLE sparse (id INTEGER PRIMARY KEY, x TEXT)");
      statement.execute("INSERT INTO sparse" + numbers + "SELECT i * i * i, 'row ' || i FROM n");
      statement.execute("CREATE TABLE keyed (id TEXT PRIMARY KEY) WITHOUT ROWID");
      statement.execute("INSERT INTO keyed VALUES (3), (1), (2)");
      statement.execute("CREATE TABLE empty (id)");
      statement.execute("CREATE TABLE warts (id)");
      statement.execute("INSERT INTO warts VALUES (1), (cast(x'ff' AS TEXT))");
    }
  }
}
