package dev.prima.jobs.extract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.core.mapping.UnclaimedTable;
import dev.prima.core.schema.SourceTable;
import dev.prima.jobs.source.SnapshotTable;
import dev.prima.jobs.source.Snapshots;
import dev.prima.jobs.source.SourceFile;
import dev.prima.jobs.source.SqlFile;
import dev.prima.jobs.source.SqliteSchemaReader;
import dev.prima.jobs.staging.ColumnCensus;
import dev.prima.jobs.staging.PartManifest;
import dev.prima.jobs.staging.StagingLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.job.parameters.JobParametersBuilder;

/**
 * Parts of an earlier run are copied where their rows stand as they did: what is staged is what a
 * run stages that reads everything, as Parquet's own reader sees it.
 */
class EarlierPartsTest {
  private static final ExtractLimits LIMITS = new ExtractLimits(9_000, 1_500, 1 << 20);
  private static final int ROWS = 30_000;

  @TempDir Path folder;
  private Path file;
  private int stagings;

  @BeforeEach
  void make() throws Exception {
    file = folder.resolve("b.db");
    String numbers = SqlFile.numbers(1, ROWS);
    sql(
        "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, x TEXT, y)",
        // Every 97th does not fit onto its page.
        "INSERT INTO t"
            + numbers
            + "SELECT i + i / 2, CASE WHEN i % 97 = 0 THEN printf('%.9000c', 'x') || i"
            + " ELSE 'row ' || i END, CASE i % 3 WHEN 0 THEN i / 8.0 WHEN 1 THEN NULL ELSE i END"
            + " FROM n",
        "CREATE TABLE keyed (id TEXT PRIMARY KEY, x) WITHOUT ROWID",
        "INSERT INTO keyed" + numbers + "SELECT 'k' || i, i FROM n WHERE i <= 3000");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void whatIsCopiedIsWhatWouldBeRead(long seed) throws Exception {
    StagingLayout then = staged(0, null);
    assertThat(copied(then)).isZero();
    change(new Random(seed));

    StagingLayout now = staged(1, then);

    assertThat(copied(now)).isBetween(1L, (long) then.manifests("legacy.t").size());
    assertSame(now, staged(1, null));
    // Once more, with copies of copies.
    change(new Random(seed + 100));
    StagingLayout later = staged(0, now);
    assertThat(copied(later)).isPositive();
    assertSame(later, staged(0, null));
  }

  @Test
  void nothingIsReadWhereNothingChangedThoughItsPagesDid() throws Exception {
    assertThat(readAgain("DELETE FROM keyed", "VACUUM")).isZero();
  }

  @Test
  void oneRowThatChangedHasItsPartRead() throws Exception {
    // In the last bytes of a record that goes over several pages.
    assertThat(
            readAgain(
                "UPDATE t SET y = 'z' WHERE id = (SELECT max(id) FROM t WHERE length(x) > 9000)"))
        .isEqualTo(1);
  }

  /** What is left over of a full part is enough for a part that could be copied by itself. */
  @Test
  void partsStayAsFewAsTheyAreWhereRowsComeRunAfterRun() throws Exception {
    StagingLayout last = staged(0, null);
    int parts = last.manifests("legacy.t").size();
    for (int run = 0; run < 2; run++) {
      long from = 18_000 + 720L * run;
      sql(
          "INSERT INTO t WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n LIMIT 240)"
              + " SELECT "
              + (from + 2)
              + " + 3 * i, 'between', 1 FROM n");
      last = staged(0, last);
      assertThat(copied(last)).isEqualTo(parts - 1);
      assertThat(last.manifests("legacy.t")).hasSize(parts + 1);
    }
    assertSame(last, staged(0, null));
  }

  @Test
  void anotherMeaningOfTheSameBytesIsRead() throws Exception {
    assertThat(readAgain("ALTER TABLE t ADD COLUMN late DEFAULT 'never written'"))
        .isEqualTo(staged(0, null).manifests("legacy.t").size());
  }

  @Test
  void rowsThatWereRefusedAreReadAgain() throws Exception {
    sql("UPDATE t SET x = cast(x'ff' AS TEXT) WHERE id = 4000");
    assertThat(readAgain()).isEqualTo(1);
    assertThat(counts(staged(0, null), "legacy.t")).containsEntry("rejects", 1L);
  }

  /** How many parts are not copied after these changes; the others are as they are when read. */
  private long readAgain(String... changes) throws Exception {
    StagingLayout then = staged(0, null);
    sql(changes);
    StagingLayout now = staged(0, then);
    assertSame(now, staged(0, null));
    return now.manifests("legacy.t").size() - copied(now);
  }

  @Test
  void aRunThatWasCutOffGoesOnCopying() throws Exception {
    StagingLayout then = staged(0, null);
    sql("UPDATE t SET y = 'z' WHERE id BETWEEN 100 AND 4000");
    StagingLayout now = layout("cut");
    ExtractPlan plan = plan(0, now).since(then);
    ErrorGuard failing =
        (read, rejected) -> {
          if (read > ROWS / 2) {
            throw new IllegalStateException("the power went");
          }
        };
    assertThat(run(plan, now, failing)).isEqualTo(BatchStatus.FAILED);
    long before = copied(now);

    assertThat(run(plan(0, now).since(then), now, ErrorGuard.NONE))
        .isEqualTo(BatchStatus.COMPLETED);

    assertThat(copied(now)).isGreaterThan(before);
    assertSame(now, staged(0, null));
  }

  @Test
  void batchAfterBatchElsewhereNothingIsCopiedTwice() throws Exception {
    StagingLayout then = staged(0, null);
    sql("UPDATE t SET y = 'z' WHERE id BETWEEN 100 AND 4000");
    StagingLayout now = layout("elsewhere");
    TaskPlace place =
        new TaskPlace() {
          @Override
          public UnitTask.Outcome run(UnitTask task) {
            return task.run("here", new Configuration());
          }

          @Override
          public Duration span() {
            return Duration.ZERO;
          }
        };

    assertThat(run(plan(0, now).since(then), place, now, ErrorGuard.NONE))
        .isEqualTo(BatchStatus.COMPLETED);

    assertThat(copied(now)).isPositive();
    assertSame(now, staged(0, null));
  }

  /** Each kind of change in a place of its own, so that most parts stand as they did. */
  private void change(Random dice) throws Exception {
    long last = ROWS * 3L / 2;
    List<String> statements = new ArrayList<>();
    long gone = dice.nextLong(last);
    statements.add("DELETE FROM t WHERE id BETWEEN " + gone + " AND " + (gone + 900));
    long touched = dice.nextLong(last);
    statements.add(
        "UPDATE t SET x = x || '!' WHERE id BETWEEN " + touched + " AND " + (touched + 9));
    long between = dice.nextLong(last) * 3 + 2;
    statements.add("INSERT OR IGNORE INTO t VALUES (" + between + ", 'between', 1)");
    statements.add("INSERT INTO t SELECT max(id) + 7, 'at the end', NULL FROM t");
    if (dice.nextBoolean()) {
      statements.add("DELETE FROM t WHERE id < " + dice.nextInt(2_000));
    }
    if (dice.nextBoolean()) {
      statements.add("VACUUM");
    }
    sql(statements.toArray(String[]::new));
  }

  private void sql(String... statements) throws Exception {
    SqlFile.execute(file, statements);
  }

  private StagingLayout layout(String name) {
    return new StagingLayout(folder.resolve(name).toString(), new Configuration());
  }

  /** Stages the file, which has this rank. */
  private StagingLayout staged(int rank, StagingLayout earlier) throws Exception {
    StagingLayout layout = layout("staging-" + stagings++);
    ExtractPlan plan = plan(rank, layout);
    ExtractPlan whole = earlier == null ? plan : plan.since(earlier);
    assertThat(run(whole, layout, ErrorGuard.NONE)).isEqualTo(BatchStatus.COMPLETED);
    return layout;
  }

  private ExtractPlan plan(int rank, StagingLayout layout) throws Exception {
    List<SourceFile> files = new ArrayList<>();
    List<PlannedTable> tables = new ArrayList<>();
    Path snapshots = Files.createTempDirectory(folder, "snapshots");
    for (int f = 0; f <= rank; f++) {
      Path source = f == rank ? file : folder.resolve("a.db");
      if (f < rank && !Files.exists(source)) {
        DriverManager.getConnection("jdbc:sqlite:" + source).close();
        Files.copy(file, source, StandardCopyOption.REPLACE_EXISTING);
      }
      files.add(SqliteSchemaReader.surveyed(new Snapshots(snapshots).take(source, f), f));
    }
    for (SnapshotTable table : files.get(rank).tables()) {
      SourceTable of = table.table();
      tables.add(
          new PlannedTable(UnclaimedTable.staged(of), rank, of, UnclaimedTable.claim(of, of)));
    }
    return ExtractPlan.of(files, tables, layout, LIMITS);
  }

  private static BatchStatus run(ExtractPlan plan, StagingLayout layout, ErrorGuard guard)
      throws Exception {
    return run(plan, null, layout, guard);
  }

  private static BatchStatus run(
      ExtractPlan plan, TaskPlace place, StagingLayout layout, ErrorGuard guard) throws Exception {
    Path repository = Path.of(layout.base().toUri().getPath() + ".batch.db");
    try (BatchRepository batch = BatchRepository.open(repository)) {
      JobExecution done =
          batch.run(
              new JobBuilder("job", batch.jobs())
                  .start(
                      new ExtractStep(plan, place, 2, guard, rows -> {})
                          .build(batch.jobs(), batch.chunkTransactions()))
                  .build(),
              new JobParametersBuilder().addString("run", "r1").toJobParameters());
      return done.getStatus();
    }
  }

  private static long copied(StagingLayout layout) {
    return layout.manifests().stream().filter(part -> part.copied() != null).count();
  }

  private static void assertSame(StagingLayout one, StagingLayout other) throws Exception {
    for (String table : List.of("legacy.t", "legacy.keyed")) {
      assertThat(rows(one, table)).isEqualTo(rows(other, table));
      assertThat(counts(one, table)).isEqualTo(counts(other, table));
      assertThat(census(one, table)).isEqualTo(census(other, table));
    }
  }

  /** What the manifests say of all parts together. */
  private static Map<String, Long> counts(StagingLayout layout, String table) {
    Map<String, Long> counts = new TreeMap<>();
    for (PartManifest part : layout.manifests(table)) {
      counts.merge("read", part.read(), Long::sum);
      counts.merge("staged", part.staged(), Long::sum);
      counts.merge("rejects", part.rejects(), Long::sum);
      part.shares()
          .forEach(
              share -> {
                share.conversions().forEach((name, n) -> counts.merge("c " + name, n, Long::sum));
                share.warnings().forEach((name, n) -> counts.merge("w " + name, n, Long::sum));
              });
    }
    return counts;
  }

  private static Map<String, ColumnCensus> census(StagingLayout layout, String table) {
    Map<String, ColumnCensus> census = new TreeMap<>();
    for (PartManifest part : layout.manifests(table)) {
      part.census().forEach(c -> census.merge(c.column(), c, ColumnCensus::plus));
    }
    return census;
  }

  /** Every value but the part's, which is checked; in the order of the rows in their file. */
  private static List<String> rows(StagingLayout layout, String table) throws Exception {
    List<String> rows = new ArrayList<>();
    List<PartManifest> parts =
        layout.manifests(table).stream()
            .filter(part -> part.staged() > 0)
            .sorted(Comparator.comparingLong(part -> part.shares().get(0).firstRowid()))
            .toList();
    for (PartManifest part : parts) {
      org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(layout.part(part).path());
      assertThat(Files.size(Path.of(path.toUri().getPath()))).isEqualTo(part.bytes());
      try (ParquetReader<Group> reader =
          ParquetReader.builder(new GroupReadSupport(), path).build()) {
        int number = 0;
        for (Group row = reader.read(); row != null; row = reader.read()) {
          assertThat(row.getLong("_part", 0)).isEqualTo(part.part());
          assertThat(row.getInteger("_row", 0)).isEqualTo(number++);
          String all = row.toString();
          rows.add(all.substring(all.indexOf("_source")));
        }
        assertThat(number).isEqualTo((int) part.staged());
      }
    }
    return rows;
  }
}
