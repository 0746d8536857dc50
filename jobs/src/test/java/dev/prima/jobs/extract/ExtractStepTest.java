package dev.prima.jobs.extract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prima.core.mapping.UnclaimedTable;
import dev.prima.core.schema.SourceTable;
import dev.prima.core.schema.TaggedValue;
import dev.prima.jobs.extract.ExtractResult.TableResult;
import dev.prima.jobs.source.SnapshotTable;
import dev.prima.jobs.source.Snapshots;
import dev.prima.jobs.source.SourceFile;
import dev.prima.jobs.source.SqlFile;
import dev.prima.jobs.source.SqliteSchemaReader;
import dev.prima.jobs.spark.StagedPartReader;
import dev.prima.jobs.staging.PartManifest;
import dev.prima.jobs.staging.PartShare;
import dev.prima.jobs.staging.StagedPart;
import dev.prima.jobs.staging.StagingLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.job.parameters.JobParametersBuilder;

class ExtractStepTest {
  private static final ExtractLimits SMALL = new ExtractLimits(2_500, 400, 1 << 20);
  private static final int ROWS = MadeSource.ROWS;

  @TempDir Path folder;
  private StagingLayout layout;
  private final AtomicLong done = new AtomicLong();

  @BeforeEach
  void lay() {
    layout = new StagingLayout(folder.resolve("staging").toString(), new Configuration());
  }

  @Test
  void everyRowOfLargeAndSmallTablesIsStagedOnce() throws Exception {
    ExtractPlan plan = plan(SMALL);
    // 5 ranges of the dense table, 4 of the sparse one, one bundle of the rest.
    assertThat(plan.units()).hasSize(4 + 4 + 1);

    JobExecution execution = run(plan, ErrorGuard.NONE);

    assertThat(execution.getStatus()).isEqualTo(BatchStatus.COMPLETED);
    assertThat(ids("dense")).containsExactlyElementsOf(range(1, ROWS));
    assertThat(ids("sparse"))
        .containsExactlyElementsOf(range(1, ROWS).stream().map(i -> i * i * i).toList());
    assertThat(ids("keyed")).containsExactlyInAnyOrder(1L, 2L, 3L);
    ExtractResult result = ExtractResult.collect(plan);
    assertThat(result.read()).isEqualTo(2 * ROWS + 3 + 2);
    assertThat(result.tables())
        .extracting(TableResult::sourceTable)
        .containsExactly("dense", "empty", "keyed", "sparse", "warts");
    assertThat(result.tables().get(4).rejected()).isEqualTo(Map.of("INVALID_UTF8", 1L));
    assertThat(result.tables().get(1).read()).isZero();
    assertThat(done).hasValue(result.read());
    assertThat(Files.exists(folder.resolve("staging/manifest.json"))).isTrue();
  }

  @Test
  void afterAFailureARestartStagesTheRestAndNothingTwice() throws Exception {
    ExtractPlan plan = plan(SMALL);
    AtomicLong chunks = new AtomicLong();
    ErrorGuard failing =
        (read, rejected) -> {
          if (chunks.incrementAndGet() == 9) {
            throw new IllegalStateException("the power went");
          }
        };
    JobExecution first = run(plan, failing);
    long before = done.get();

    assertThat(first.getStatus()).isEqualTo(BatchStatus.FAILED);
    assertThat(BatchRepository.failure(first).orElseThrow()).hasMessage("the power went");
    assertThat(before).isBetween(1L, (long) ROWS);
    assertThatThrownBy(() -> ExtractResult.collect(plan)).isInstanceOf(IllegalStateException.class);

    JobExecution second = run(plan(SMALL), ErrorGuard.NONE);

    assertThat(second.getStatus()).isEqualTo(BatchStatus.COMPLETED);
    assertThat(ids("dense")).containsExactlyElementsOf(range(1, ROWS));
    assertThat(ids("sparse")).hasSize(ROWS).doesNotHaveDuplicates();
    ExtractResult result = ExtractResult.collect(plan);
    // The chunk that was written and not committed, and no other, is done again.
    assertThat(done.get() - before).isLessThanOrEqualTo(result.read() - before + 400);
  }

  @Test
  void aStoppedJobEndsAtAChunkAndGoesOnThere() throws Exception {
    ExtractPlan plan = plan(SMALL);
    JobExecution first;
    try (BatchRepository batch = BatchRepository.open(folder.resolve("batch.db"))) {
      ErrorGuard stopping =
          (read, rejected) -> {
            if (read >= 2_000) {
              batch.stop("job");
            }
          };
      first = batch.run(job(batch, plan, stopping), parameters());
    }
    long before = done.get();
    assertThat(first.getStatus()).isEqualTo(BatchStatus.STOPPED);
    assertThat(before).isLessThan(6_000);

    JobExecution second = run(plan, ErrorGuard.NONE);

    assertThat(second.getStatus()).isEqualTo(BatchStatus.COMPLETED);
    assertThat(ExtractResult.collect(plan).read()).isEqualTo(done.get());
    assertThat(ids("dense")).containsExactlyElementsOf(range(1, ROWS));
  }

  @Test
  void theGuardSeesEveryRejectOfTheRunOnce() throws Exception {
    ExtractPlan plan = plan(SMALL);
    AtomicLong most = new AtomicLong();
    run(plan, (read, rejected) -> most.accumulateAndGet(rejected, Math::max));
    assertThat(most).hasValue(1);
    // A second job over the same staging writes every part again and counts none twice.
    Files.delete(folder.resolve("batch.db"));
    AtomicLong mostRead = new AtomicLong();
    run(
        plan,
        (read, rejected) -> {
          most.accumulateAndGet(rejected, Math::max);
          mostRead.accumulateAndGet(read, Math::max);
        });
    assertThat(most).hasValue(1);
    assertThat(mostRead).hasValue(ExtractResult.collect(plan).read());
  }

  private JobExecution run(ExtractPlan plan, ErrorGuard guard) throws Exception {
    try (BatchRepository batch = BatchRepository.open(folder.resolve("batch.db"))) {
      return batch.run(job(batch, plan, guard), parameters());
    }
  }

  private static JobParameters parameters() {
    return new JobParametersBuilder().addString("run", "r1").toJobParameters();
  }

  private Job job(BatchRepository batch, ExtractPlan plan, ErrorGuard guard) {
    return new JobBuilder("job", batch.jobs())
        .start(
            new ExtractStep(plan, 2, guard, done::addAndGet)
                .build(batch.jobs(), batch.chunkTransactions()))
        .build();
  }

  @Test
  void smallTablesOfManyFilesMakeFewParts() throws Exception {
    int files = 30;
    ExtractPlan plan = fleet(files, new ExtractLimits(2_500, 40, 1 << 20));
    assertThat(plan.units()).hasSize(1);

    JobExecution execution = run(plan, ErrorGuard.NONE);

    assertThat(execution.getStatus()).isEqualTo(BatchStatus.COMPLETED);
    // A batch is full with the rows of ten files.
    assertThat(layout.parts("legacy.keyed")).hasSize(3);
    assertFleetIsStaged(plan, files);
  }

  @Test
  void aFleetGoesOnAfterTheFilesThatStandInStaging() throws Exception {
    int files = 30;
    ExtractPlan plan = fleet(files, new ExtractLimits(2_500, 40, 1 << 20));
    ErrorGuard failing =
        (read, rejected) -> {
          if (read > 60) {
            throw new IllegalStateException("the power went");
          }
        };
    assertThat(run(plan, failing).getStatus()).isEqualTo(BatchStatus.FAILED);
    long before = done.get();

    JobExecution second = run(plan, ErrorGuard.NONE);

    assertThat(second.getStatus()).isEqualTo(BatchStatus.COMPLETED);
    assertThat(done.get() - before).isLessThanOrEqualTo(4L * files - 40);
    assertFleetIsStaged(plan, files);
  }

  /** The batch of the first file's rows ends amid those of the second. */
  @Test
  void aFileIsReadToItsEndWhereItsBatchBeganWithAnother() throws Exception {
    List<Path> files = List.of(folder.resolve("a.db"), folder.resolve("b.db"));
    SqlFile.execute(
        files.get(0),
        "CREATE TABLE keyed (id INTEGER PRIMARY KEY, x TEXT)",
        "INSERT INTO keyed" + SqlFile.numbers(1, 300) + "SELECT i, 'x' FROM n");
    SqlFile.execute(
        files.get(1),
        "CREATE TABLE numbered (id INTEGER, x TEXT)",
        "INSERT INTO numbered"
            + SqlFile.numbers(1, 700)
            + "SELECT i, printf('%.200c', 'x') FROM n");
    ExtractPlan plan = plan(files, SMALL);
    assertThat(plan.units()).hasSize(1);

    assertThat(run(plan, ErrorGuard.NONE).getStatus()).isEqualTo(BatchStatus.COMPLETED);

    assertThat(ids("keyed")).containsExactlyElementsOf(range(1, 300));
    assertThat(ids("numbered")).containsExactlyElementsOf(range(1, 700));
  }

  /** So that what one file's rows have become can be copied where another's have changed. */
  @Test
  void filesWithEnoughRowsShareNoPart() throws Exception {
    List<Path> files = new ArrayList<>();
    for (long rows : new long[] {300, 250, 3, 5}) {
      long first = 1_000L * files.size();
      Path file = folder.resolve("some-" + files.size() + ".db");
      SqlFile.execute(
          file,
          "CREATE TABLE keyed (id INTEGER PRIMARY KEY, x TEXT)",
          "INSERT INTO keyed" + SqlFile.numbers(first, rows) + "SELECT i, 'x' FROM n");
      files.add(file);
    }
    run(plan(files, SMALL), ErrorGuard.NONE);
    assertThat(layout.manifests("legacy.keyed"))
        .extracting(part -> part.shares().stream().map(PartShare::read).toList())
        .containsExactlyInAnyOrder(List.of(300L), List.of(250L), List.of(3L, 5L));
    SqlFile.execute(files.get(0), "UPDATE keyed SET x = 'y' WHERE id = 7");
    StagingLayout then = layout;
    layout = new StagingLayout(folder.resolve("later").toString(), new Configuration());
    Files.delete(folder.resolve("batch.db"));

    run(plan(files, SMALL).since(then), ErrorGuard.NONE);

    assertThat(layout.manifests("legacy.keyed"))
        .filteredOn(part -> part.copied() != null)
        .extracting(PartManifest::read)
        .containsExactly(250L);
    assertThat(ids("keyed"))
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(range(0, 299), range(1_000, 1_249), range(2_000, 2_002), range(3_000, 3_004))
                .flatMap(List::stream)
                .toList());
  }

  private void assertFleetIsStaged(ExtractPlan plan, int files) {
    assertThat(ids("keyed"))
        .containsExactlyElementsOf(range(0, files - 1).stream().flatMap(this::keys).toList());
    assertThat(ids("numbered")).containsExactlyElementsOf(range(0, files - 1));
    ExtractResult result = ExtractResult.collect(plan);
    assertThat(result.tables())
        .hasSize(2 * files)
        .allMatch(t -> t.staged() == (t.sourceTable().equals("keyed") ? 3 : 1));
    assertThat(result.tables()).extracting(TableResult::fingerprint).doesNotHaveDuplicates();
  }

  private Stream<Long> keys(long file) {
    return Stream.of(100 * file, 100 * file + 1, 100 * file + 2);
  }

  /** Files of a table of three rows and one of a single row. */
  private ExtractPlan fleet(int files, ExtractLimits limits) throws Exception {
    List<Path> paths = new ArrayList<>();
    for (int f = 0; f < files; f++) {
      Path file = folder.resolve(String.format("fleet-%03d.db", f));
      SqlFile.execute(
          file,
          "CREATE TABLE keyed (id INTEGER PRIMARY KEY, x TEXT)",
          "CREATE TABLE numbered (id INTEGER, x TEXT)",
          "INSERT INTO numbered VALUES (" + f + ", NULL)");
      for (long key : keys(f).toList()) {
        SqlFile.execute(file, "INSERT INTO keyed VALUES (" + key + ", 'x')");
      }
      paths.add(file);
    }
    return plan(paths, limits);
  }

  private ExtractPlan plan(List<Path> files, ExtractLimits limits) throws Exception {
    List<SourceFile> sources = new ArrayList<>();
    List<PlannedTable> tables = new ArrayList<>();
    for (Path file : files) {
      int f = sources.size();
      SourceFile source =
          SqliteSchemaReader.surveyed(new Snapshots(folder.resolve("snapshots")).take(file, f), f);
      sources.add(source);
      for (SnapshotTable table : source.tables()) {
        SourceTable of = table.table();
        tables.add(
            new PlannedTable(UnclaimedTable.staged(of), f, of, UnclaimedTable.claim(of, of)));
      }
    }
    return ExtractPlan.of(sources, tables, layout, limits);
  }

  private ExtractPlan plan(ExtractLimits limits) throws Exception {
    return MadeSource.plan(folder, layout, limits);
  }

  /** The first column of a table's staged rows in the order of the parts. */
  private List<Long> ids(String table) {
    List<Long> ids = new ArrayList<>();
    dev.prima.core.mapping.TargetTable target =
        UnclaimedTable.staged(
            new SourceTable(
                table,
                (table.equals("keyed") ? List.of("id") : List.of("id", "x"))
                    .stream()
                        .map(n -> new dev.prima.core.schema.SourceColumn(n, "", false, 0, false))
                        .toList(),
                true,
                List.of()));
    for (StagedPart part : layout.parts(target.name())) {
      try (StagedPartReader reader =
          StagedPartReader.open(new Configuration(), target, part.path())) {
        while (reader.next()) {
          byte[] tagged = reader.row().bytes(0);
          ids.add(
              switch (TaggedValue.storageClass(tagged)) {
                case INTEGER -> TaggedValue.word(tagged);
                default ->
                    Long.parseLong(
                        new String(
                            TaggedValue.bytes(tagged), java.nio.charset.StandardCharsets.UTF_8));
              });
        }
      }
    }
    return ids;
  }

  private static List<Long> range(long from, long to) {
    return LongStream.rangeClosed(from, to).boxed().toList();
  }
}
