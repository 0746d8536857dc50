package dev.prima.jobs.extract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prima.core.error.PrimaException;
import dev.prima.jobs.source.Sha256;
import dev.prima.jobs.source.SourceFile;
import dev.prima.jobs.staging.PartManifest;
import dev.prima.jobs.staging.PreparedPart;
import dev.prima.jobs.staging.StagedPartWriter;
import dev.prima.jobs.staging.StagingLayout;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.job.parameters.JobParametersBuilder;

/** Units carried out by tasks that know nothing but what was serialized into them. */
class ElsewhereTest {
  private static final ExtractLimits SMALL = new ExtractLimits(2_500, 400, 1 << 20);

  /**
   * One source for all, which names its path in staging; each test stages in a folder of its own.
   */
  @TempDir static Path folder;

  private static Map<String, String> onTheDriver;

  private String name;

  @BeforeAll
  static void extractOnTheDriver() throws Exception {
    run("driver", null, ErrorGuard.NONE, 2);
    onTheDriver = staged("driver");
    assertThat(onTheDriver).hasSizeGreaterThan(8 * 7 * 2);
  }

  @BeforeEach
  void name(TestInfo test) {
    name = test.getTestMethod().orElseThrow().getName();
  }

  /** A host of its own: a task and its outcome travel as bytes, and each task does one batch. */
  private static class Host implements TaskPlace {
    final List<UnitTask> ran = Collections.synchronizedList(new ArrayList<>());

    @Override
    public UnitTask.Outcome run(UnitTask task) {
      ran.add(task);
      return travelled(travelled(task).run("host-7", new Configuration()));
    }

    @Override
    public Duration span() {
      return Duration.ZERO;
    }
  }

  @Test
  void theSameFilesStandInStagingByteForByte() throws Exception {
    Host host = new Host();
    assertThat(run(host, ErrorGuard.NONE).getStatus()).isEqualTo(BatchStatus.COMPLETED);
    // 8 ranges of 2,500 rows in batches of 400, and a bundle.
    assertThat(host.ran).hasSizeGreaterThanOrEqualTo(8 * 7 + 1);
    assertThat(staged(name)).isEqualTo(onTheDriver);
  }

  @Test
  void aLongerSpanHandsOverSeveralBatchesAtATime() throws Exception {
    List<UnitTask> ran = Collections.synchronizedList(new ArrayList<>());
    TaskPlace patient =
        task -> {
          ran.add(task);
          return task.run("host-7", new Configuration());
        };
    run(patient, ErrorGuard.NONE);
    assertThat(ran).hasSizeLessThan(8 * 7);
    assertThat(staged(name)).isEqualTo(onTheDriver);
  }

  @Test
  void aRunGoesOnElsewhereWhereTheDriverStopped() throws Exception {
    assertThat(run(null, failingAfter(9)).getStatus()).isEqualTo(BatchStatus.FAILED);
    Host host = new Host();
    assertThat(run(host, ErrorGuard.NONE).getStatus()).isEqualTo(BatchStatus.COMPLETED);
    // What the job repository knows to be done is not done again.
    assertThat(host.ran).hasSizeBetween(40, 8 * 7 + 1 - 7);
    assertThat(staged(name)).isEqualTo(onTheDriver);
  }

  @Test
  void theDriverGoesOnWhereTasksElsewhereStopped() throws Exception {
    assertThat(run(new Host(), failingAfter(9)).getStatus()).isEqualTo(BatchStatus.FAILED);
    Map<String, String> before = staged(name);
    assertThat(run(null, ErrorGuard.NONE).getStatus()).isEqualTo(BatchStatus.COMPLETED);
    assertThat(staged(name)).containsAllEntriesOf(before).isEqualTo(onTheDriver);
  }

  @Test
  void aTaskThatIsLostAfterItsWorkIsDoneAgainAndLeavesNothing() throws Exception {
    AtomicInteger lost = new AtomicInteger();
    Host losing =
        new Host() {
          @Override
          public UnitTask.Outcome run(UnitTask task) {
            if (ran.size() % 3 == 1) {
              // Its executor dies before it can tell; Spark has it done again.
              lost.addAndGet(super.run(task).parts().size());
            }
            return super.run(task);
          }
        };
    run(losing, ErrorGuard.NONE);
    assertThat(lost).hasPositiveValue();
    assertThat(leftovers(name)).hasSizeGreaterThanOrEqualTo(lost.get());
    layout(name).sweep();
    assertThat(leftovers(name)).isEmpty();
    assertThat(staged(name)).isEqualTo(onTheDriver);
  }

  @Test
  void aTaskThatGoesOnAfterItWasGivenUpCannotTouchThePartThatStands() throws Exception {
    StagingLayout layout = layout(name);
    ExtractPlan plan = MadeSource.plan(folder, layout, SMALL);
    UnitTask task =
        new UnitTask(
            UnitWork.of(plan, plan.units().get(0)), UnitPosition.START, Duration.ofSeconds(30));
    List<PreparedPart> first = task.run("host-1", new Configuration()).parts();
    first.forEach(new StagedPartWriter(layout)::publish);
    Map<String, String> stood = staged(name);

    List<PreparedPart> second = task.run("host-2", new Configuration()).parts();

    assertThat(second).extracting(PreparedPart::manifest).isEqualTo(manifests(first));
    assertThat(staged(name)).isEqualTo(stood).hasSizeGreaterThan(10);
  }

  @Test
  void aHostThatDoesNotSeeASnapshotIsNamedWithItAndWhatToDo() throws Exception {
    Host blind =
        new Host() {
          @Override
          public UnitTask.Outcome run(UnitTask task) {
            try {
              Path snapshots = folder.resolve("snapshots");
              Files.move(snapshots, folder.resolve("not-mounted"));
              try {
                return super.run(task);
              } finally {
                Files.move(folder.resolve("not-mounted"), snapshots);
              }
            } catch (IOException e) {
              throw new IllegalStateException(e);
            }
          }
        };
    JobExecution failed = run(name, blind, ErrorGuard.NONE, 1);
    assertThat(BatchRepository.failure(failed).orElseThrow())
        .isInstanceOf(PrimaException.class)
        .hasMessageStartingWith("SRC-022 Snapshot " + folder.resolve("snapshots"))
        .hasMessageContaining("of source " + folder.resolve("a.db"))
        .hasMessageContaining("cannot be read on host host-7")
        .hasMessageContaining("set extract.on to driver")
        .hasMessageEndingWith("use --resume");
    assertThat(run(null, ErrorGuard.NONE).getStatus()).isEqualTo(BatchStatus.COMPLETED);
    assertThat(staged(name)).isEqualTo(onTheDriver);
  }

  @Test
  void anotherFileInThePlaceOfASourceThatIsReadInPlaceIsNotTakenForIt() throws Exception {
    ExtractPlan plan = MadeSource.plan(folder, layout(name), SMALL);
    SourceFile taken = plan.files().get(0);
    SourceFile grown =
        new SourceFile(
            0,
            taken.path(),
            taken.bytes() + 1,
            taken.sha256(),
            taken.path(),
            taken.tables(),
            taken.others(),
            taken.lost(),
            0);
    UnitWork work = UnitWork.of(plan, plan.units().get(0));
    UnitWork inPlace =
        new UnitWork(work.unit(), Map.of(0, grown), SMALL, work.staging(), EarlierParts.NONE);
    UnitTask task = new UnitTask(inPlace, UnitPosition.START, Duration.ZERO);
    assertThatThrownBy(() -> task.run("host-7", new Configuration()))
        .hasMessageStartingWith("SRC-022 Source " + taken.path() + " is another file, by its size,")
        .hasMessageContaining("on host host-7");
    assertThat(leftovers(name)).isEmpty();
  }

  @Test
  void stagingThatTheDriverDoesNotSeeIsToldAndNothingOfItCounts() throws Exception {
    Host elsewhere =
        new Host() {
          @Override
          public UnitTask.Outcome run(UnitTask task) {
            UnitTask.Outcome outcome = super.run(task);
            // On a disk of the host's own.
            for (Path file : leftovers(name)) {
              file.toFile().delete();
            }
            return outcome;
          }
        };
    JobExecution failed = run(name, elsewhere, ErrorGuard.NONE, 1);
    assertThat(BatchRepository.failure(failed).orElseThrow())
        .isInstanceOf(PrimaException.class)
        .hasMessageStartingWith("STG-003 Host host-7 has written file:" + folder)
        .hasMessageContaining("staging.uri")
        .hasMessageEndingWith("extract.on: driver");
    assertThat(layout(name).manifests()).isEmpty();
  }

  private static ErrorGuard failingAfter(int chunks) {
    AtomicInteger seen = new AtomicInteger();
    return (read, rejected) -> {
      if (seen.incrementAndGet() == chunks) {
        throw new IllegalStateException("the power went");
      }
    };
  }

  private JobExecution run(@Nullable TaskPlace place, ErrorGuard guard) throws Exception {
    return run(name, place, guard, 2);
  }

  private static JobExecution run(
      String name, @Nullable TaskPlace place, ErrorGuard guard, int parallelism) throws Exception {
    ExtractPlan plan = MadeSource.plan(folder, layout(name), SMALL);
    try (BatchRepository batch = BatchRepository.open(folder.resolve(name + ".batch.db"))) {
      return batch.run(
          new JobBuilder("job", batch.jobs())
              .start(
                  new ExtractStep(plan, place, parallelism, guard, rows -> {})
                      .build(batch.jobs(), batch.chunkTransactions()))
              .build(),
          new JobParametersBuilder().addString("run", "r1").toJobParameters());
    }
  }

  private static StagingLayout layout(String name) {
    return new StagingLayout(folder.resolve(name).toString(), new Configuration());
  }

  private static List<PartManifest> manifests(List<PreparedPart> parts) {
    return parts.stream().map(PreparedPart::manifest).toList();
  }

  /** Every finished file of staging by its path in it, and all its bytes. */
  private static Map<String, String> staged(String name) throws IOException {
    Path base = folder.resolve(name);
    Map<String, String> staged = new TreeMap<>();
    for (Path file : files(base)) {
      if (!leftover(file)) {
        staged.put(base.relativize(file).toString(), Sha256.of(file) + " " + Files.size(file));
      }
    }
    return staged;
  }

  private static List<Path> leftovers(String name) {
    try {
      return files(folder.resolve(name)).stream().filter(ElsewhereTest::leftover).toList();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean leftover(Path file) {
    return file.getFileName().toString().endsWith(".tmp");
  }

  private static List<Path> files(Path base) throws IOException {
    try (Stream<Path> files = Files.walk(base)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  @SuppressWarnings("unchecked")
  private static <T> T travelled(T value) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(value);
      out.flush();
      return (T) new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
    } catch (IOException | ClassNotFoundException e) {
      throw new IllegalStateException("It does not travel", e);
    }
  }
}
