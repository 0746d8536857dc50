package dev.prima.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.core.error.ExitCode;
import dev.prima.core.report.ReconciliationReport;
import dev.prima.core.report.RunReport;
import dev.prima.jobs.embedded.EmbeddedServices.PostgresServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** A migration that is cut off when all is compared, and nothing is told of it yet. */
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
  @EnabledIfSystemProperty(named = "prima.full", matches = "true") // three runs
  void aResumeComparesWhatWasRead() throws IOException {
    assertThat(stores.migrate(obstacle(), files).end().exit()).isEqualTo(ExitCode.BUG);
    assertThat(readings())
        .isDirectoryRecursivelyContaining(f -> named(f, "postgres-"))
        .isDirectoryRecursivelyContaining(f -> named(f, "cassandra-"))
        .isDirectoryRecursivelyContaining(f -> named(f, "sources-"));
    spoil();
    // As if it had been cut off before anything was made of what was read.
    for (Path answer : answers().keySet()) {
      Files.delete(answer);
    }

    RunReport resumed = resume();

    // As by a run that had come to its end before somebody changed the row.
    assertThat(resumed.end().exit()).as("%s", resumed.end().error()).isEqualTo(ExitCode.OK);
    assertThat(resumed.remarks().notes()).anyMatch(n -> n.contains(READ_BEFORE));
    assertThat(readings()).doesNotExist();
    assertThat(stores.reconcile(files).end().exit()).isEqualTo(ExitCode.DISCREPANCIES);
  }

  @Test
  void aResumeGoesOnWithWhatWasCompared() throws IOException {
    assertThat(stores.migrate(obstacle(), files).end().exit()).isEqualTo(ExitCode.BUG);
    spoil();
    // All rows are read again if they are needed, and would be found to differ.
    delete("part-");

    RunReport resumed = resume();

    assertThat(resumed.end().exit()).as("%s", resumed.end().error()).isEqualTo(ExitCode.OK);
    assertThat(resumed.remarks().notes()).anyMatch(n -> n.contains(READ_BEFORE));
    assertThat(stores.reconcile(files).end().exit()).isEqualTo(ExitCode.DISCREPANCIES);
  }

  @Test
  void aResumeMakesWhatIsMissing() throws IOException {
    Path copy = folder.resolve("copy.db");
    Files.copy(files.get(0), copy);
    files = List.of(files.get(0), copy);
    assertThat(stores.migrate(obstacle(), files).end().exit()).isEqualTo(ExitCode.BUG);
    Map<Path, String> made = answers();
    assertThat(made.keySet())
        .extracting(f -> f.getFileName().toString())
        .containsExactlyInAnyOrder(
            "sums-postgres.json",
            "sums-cassandra.json",
            "sums-due-postgres.json",
            "sums-due-cassandra.json",
            "identities.json",
            "fates.json",
            "coherence.json",
            "checked-agents.json",
            "checked-derived.json",
            "checked-ends.json");
    List<Path> missing =
        made.keySet().stream()
            .filter(f -> named(f, "sums-due-") || named(f, "checked-ends") || named(f, "fates"))
            .toList();
    for (Path file : missing) {
      Files.delete(file);
    }
    Map<Path, Object> standing = new HashMap<>();
    for (Path file : answers().keySet()) {
      standing.put(file, identity(file));
    }

    assertThat(stores.resume(files).end().exit()).isEqualTo(ExitCode.BUG);

    assertThat(answers()).isEqualTo(made);
    for (Map.Entry<Path, Object> file : standing.entrySet()) {
      assertThat(identity(file.getKey())).as("%s", file.getKey()).isEqualTo(file.getValue());
    }
    ReconciliationReport resumed = resume().findings().reconciliation();
    ReconciliationReport fresh = stores.reconcile(files).findings().reconciliation();
    assertThat(resumed.tables()).isEqualTo(fresh.tables());
    assertThat(resumed.checks()).isEqualTo(fresh.checks());
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
              + " VALUES ('other', '#global', 1)");
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

  /** What is kept besides the rows, by file. */
  private Map<Path, String> answers() throws IOException {
    Map<Path, String> answers = new HashMap<>();
    try (Stream<Path> all = Files.walk(readings())) {
      for (Path file :
          all.filter(f -> named(f.getParent(), "answers"))
              .filter(f -> f.toString().endsWith(".json"))
              .toList()) {
        answers.put(file, Files.readString(file));
      }
    }
    return answers;
  }

  /** Another one once it is written again. */
  private static Object identity(Path file) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
    return List.of(attributes.fileKey(), attributes.lastModifiedTime());
  }

  private void delete(String begin) throws IOException {
    List<Path> these;
    try (Stream<Path> all = Files.walk(readings())) {
      these = all.filter(f -> named(f, begin)).toList();
    }
    assertThat(these).isNotEmpty();
    for (Path file : these) {
      Files.delete(file);
    }
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
