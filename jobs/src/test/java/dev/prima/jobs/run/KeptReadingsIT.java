package dev.prima.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.core.error.ExitCode;
import dev.prima.core.report.RunReport;
import dev.prima.jobs.embedded.EmbeddedServices.PostgresServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A migration that is cut off when all is read that it compares, and nothing is compared yet. */
class KeptReadingsIT {
  private static final int AGENTS = 300;

  /** In a note of the report where something was. */
  private static final String READ_BEFORE = "had been read in part";

  @TempDir Path folder;

  private Stores stores;
  private List<Path> files;

  @BeforeEach
  void generate() throws IOException {
    stores = new Stores(folder);
    files = List.of(Stores.generated(folder, AGENTS));
  }

  @Test
  void aResumeComparesWhatWasRead() {
    assertThat(stores.migrate(obstacle(), files).end().exit()).isEqualTo(ExitCode.BUG);
    assertThat(readings())
        .isDirectoryRecursivelyContaining(f -> named(f, "postgres-"))
        .isDirectoryRecursivelyContaining(f -> named(f, "cassandra-"))
        .isDirectoryRecursivelyContaining(f -> named(f, "sources-"));
    spoil();

    RunReport resumed = resume();

    // As by a run that had come to its end before somebody changed the row.
    assertThat(resumed.end().exit()).as("%s", resumed.end().error()).isEqualTo(ExitCode.OK);
    assertThat(resumed.remarks().notes()).anyMatch(n -> n.contains(READ_BEFORE));
    assertThat(readings()).doesNotExist();
    assertThat(stores.reconcile(files).end().exit()).isEqualTo(ExitCode.DISCREPANCIES);
  }

  @Test
  void whatDiffersFromWhatWasReadIsLookedAtAgain() {
    MidStep spoilt =
        new MidStep(
            "reconcile",
            MidStep.Moment.AT_ITS_BEGINNING,
            () -> {
              spoil();
              obstruct();
            });
    assertThat(stores.migrate(spoilt, files).end().exit()).isEqualTo(ExitCode.BUG);
    change("left(name, length(name) - 1)");

    RunReport resumed = resume();

    assertThat(resumed.end().exit()).as("%s", resumed.end().error()).isEqualTo(ExitCode.OK);
    assertThat(resumed.remarks().notes()).noneMatch(n -> n.contains(READ_BEFORE));
  }

  @Test
  void nothingIsTakenFromBeforeAnotherRun() {
    assertThat(stores.migrate(obstacle(), files).end().exit()).isEqualTo(ExitCode.BUG);
    spoil();
    for (PostgresServer node : stores.nodes) {
      Query.change(
          node.jdbcUrl(),
          "INSERT INTO prima.migration_ledger (run_id, table_name, unit)"
              + " VALUES ('other', '#repaired', 1)");
    }

    RunReport resumed = resume();

    assertThat(resumed.end().exit())
        .as("%s", resumed.end().error())
        .isEqualTo(ExitCode.DISCREPANCIES);
    assertThat(resumed.remarks().notes()).noneMatch(n -> n.contains(READ_BEFORE));
  }

  private RunReport resume() {
    try {
      Files.delete(stores.runFolder().discrepancies().resolve("in the way"));
      Files.delete(stores.runFolder().discrepancies());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return stores.resume(files);
  }

  private static boolean named(Path file, String begin) {
    return file.getFileName().toString().startsWith(begin);
  }

  private Path readings() {
    return stores.runFolder().staging().resolve("readings");
  }

  /** Where differences would be listed nothing can be put, which shows once all is compared. */
  private MidStep obstacle() {
    return new MidStep("reconcile", MidStep.Moment.AT_ITS_BEGINNING, this::obstruct);
  }

  private void obstruct() {
    try {
      Files.createDirectories(stores.runFolder().discrepancies().resolve("in the way"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void spoil() {
    change("name || 'x'");
  }

  private void change(String name) {
    stores.nodes.forEach(
        node -> Query.change(node.jdbcUrl(), "UPDATE prima.agents SET name = " + name));
  }
}
