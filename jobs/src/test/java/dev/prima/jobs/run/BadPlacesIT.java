package dev.prima.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prima.core.error.ExitCode;
import dev.prima.core.error.PrimaException;
import dev.prima.core.report.RunReport;
import dev.prima.jobs.generate.GenerateSpec;
import dev.prima.jobs.generate.LegacyGenerator;
import dev.prima.jobs.progress.Progress;
import dev.prima.jobs.report.ReportError;
import dev.prima.jobs.report.RunsFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Disks that are full or read-only, and files that go away: every run says so and can go on. */
class BadPlacesIT {
  private static final String CAN_MOUNT = "dev.prima.jobs.run.ScratchDisk#canBeMade";
  private static final String NEEDS_ROOT = "to mount a file system takes root on Linux";

  @TempDir Path folder;
  private Path source;

  @BeforeEach
  void make() {
    source = folder.resolve("legacy.db");
    new LegacyGenerator(GenerateSpec.of(source, 1_000), (file, table, written, total) -> {})
        .generate();
  }

  @Test
  @EnabledIf(value = CAN_MOUNT, disabledReason = NEEDS_ROOT)
  void aFullStagingDiskEndsTheRunBeforeAnyTargetIsTouchedAndItGoesOnOnceThereIsRoom()
      throws IOException {
    Path staging = Files.createDirectory(folder.resolve("staging"));
    Stores stores = new Stores(folder);
    try (ScratchDisk disk = ScratchDisk.of(staging, "size=200k")) {
      String place = "staging.uri=" + staging.toUri();
      RunReport full = stores.migrate(List.of(source), place);
      assertThat(full.end().exit()).isEqualTo(ExitCode.EXTERNAL);
      assertThat(message(full)).startsWith("STG-001").contains("No space left", "--resume");
      expectNothingStands(stores);

      disk.remount("size=64m");
      RunReport resumed = stores.resume(List.of(source), place);
      assertThat(resumed.end().error()).isNull();
      assertThat(resumed.end().exit()).isEqualTo(ExitCode.OK);
      assertThat(Files.getPosixFilePermissions(staging.resolve(resumed.run().runId().text())))
          .isEqualTo(PosixFilePermissions.fromString("rwx------"));
      assertThat(stores.count("SELECT count(*) FROM prima.agents")).isEqualTo(1_000);
      assertThat(stores.count("SELECT count(*) FROM prima.messages"))
          .isEqualTo(
              Query.number(Query.sqlite(source), "SELECT count(*) FROM consciousness_stream"));
    }
  }

  @Test
  @EnabledIf(value = CAN_MOUNT, disabledReason = NEEDS_ROOT)
  void aReadOnlyRunFolderIsSaidBeforeAnythingIsDone() throws IOException {
    Path runs = Files.createDirectory(folder.resolve("read-only"));
    try (ScratchDisk disk = ScratchDisk.of(runs, "ro")) {
      assertThat(disk).isNotNull();
      assertThatThrownBy(() -> new RunsFolder(runs).create(Clock.systemUTC(), new SecureRandom()))
          .isInstanceOfSatisfying(
              PrimaException.class, e -> assertThat(e.error()).isEqualTo(ReportError.RUNS_FOLDER))
          .hasMessageContaining(runs.toString())
          .hasMessageContaining("--runs");
    }
  }

  @Test
  void aSourceThatGoesAwayWhileItIsReadInPlaceEndsTheRunAndItGoesOnOnceItIsBack()
      throws IOException {
    Path away = folder.resolve("away");
    Stores stores = new Stores(folder);
    RunReport gone =
        stores.migrate(
            new AtStep("extract", () -> move(source, away)),
            List.of(source),
            "source.immutable=true");
    assertThat(gone.end().exit()).isEqualTo(ExitCode.EXTERNAL);
    assertThat(message(gone)).startsWith("SRC-011").contains(source.toString());
    expectNothingStands(stores);

    move(away, source);
    RunReport resumed = stores.resume(List.of(source), "source.immutable=true");
    assertThat(resumed.end().error()).isNull();
    assertThat(resumed.end().exit()).isEqualTo(ExitCode.OK);
    assertThat(stores.count("SELECT count(*) FROM prima.agents")).isEqualTo(1_000);
  }

  @Test
  void whereNoSourceCanBeReadNothingIsTouched() throws IOException {
    Path text = Files.writeString(folder.resolve("text.db"), "This is no database.".repeat(50));
    Stores stores = new Stores(folder);
    RunReport report = stores.migrate(List.of(text), "source.on-bad-file=skip");
    assertThat(report.end().exit()).isEqualTo(ExitCode.EXTERNAL);
    assertThat(message(report)).startsWith("RUN-012");
    expectNothingStands(stores);
  }

  private static String message(RunReport report) {
    return Objects.requireNonNull(report.end().error()).message();
  }

  private static void expectNothingStands(Stores stores) {
    assertThat(
            stores.count("SELECT count(*) FROM pg_namespace WHERE nspname IN ('prima', 'legacy')"))
        .isZero();
    assertThat(stores.keyspaceExists()).isFalse();
  }

  private static void move(Path from, Path to) {
    try {
      Files.move(from, to);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Does something when a step begins. */
  private record AtStep(String name, Runnable deed) implements Progress {
    @Override
    public Step step(String name, long totalRows) {
      if (name.equals(this.name)) {
        deed.run();
      }
      return Stores.silent().step(name, totalRows);
    }

    @Override
    public void message(String message) {
      // Nobody looks.
    }
  }
}
