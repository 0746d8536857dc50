package dev.prima.jobs.repair;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.jobs.cli.Main;
import dev.prima.jobs.report.RunFolder;
import dev.prima.jobs.report.RunsFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line, without any store. */
class RepairCommandTest {
  @TempDir Path folder;
  private final StringWriter err = new StringWriter();
  private Path config;

  @BeforeEach
  void configFile() throws IOException {
    config = Files.writeString(folder.resolve("c.yml"), RepairPlannerTest.CONFIG);
  }

  private int prima(String command, String... options) {
    List<String> all =
        new ArrayList<>(
            List.of(command, "--config", config.toString(), "--runs", runs().toString()));
    all.addAll(List.of(options));
    return Main.commandLine()
        .setErr(new PrintWriter(err, true))
        .execute(all.toArray(String[]::new));
  }

  private Path runs() {
    return folder.resolve("runs");
  }

  private RunFolder run() {
    return new RunsFolder(runs()).create(Clock.systemUTC(), new SecureRandom());
  }

  @Test
  void withoutARunThatListedDifferencesThereIsNothingToRepair() {
    assertThat(prima("repair", "--apply")).isEqualTo(2);
    assertThat(err.toString()).contains("FIX-003", "reconcile --level row");
    assertThat(runs()).doesNotExist();
  }

  @Test
  void aRunThatIsNotThereIsNamed() {
    run();
    String unknown = "2020-01-01T000000Z-abcd";
    assertThat(prima("repair", unknown)).isEqualTo(2);
    assertThat(prima("repair", "--undo", unknown)).isEqualTo(2);
    assertThat(err.toString()).contains("There is no run " + unknown);
  }

  @Test
  void aRunThatListedNothingIsNotRepaired() {
    String clean = run().id().text();
    assertThat(prima("repair", clean, "--apply")).isEqualTo(2);
    assertThat(err.toString()).contains("FIX-003", clean);
  }

  @Test
  void undoingAndApplyingAtOnceIsRefused() {
    assertThat(prima("repair", "--undo", "2020-01-01T000000Z-abcd", "--apply")).isEqualTo(2);
    assertThat(prima("repair", "2020-01-01T000000Z-abcd", "--undo", "2020-01-01T000000Z-abcd"))
        .isEqualTo(2);
    assertThat(prima("repair", "--undo")).isEqualTo(2);
    assertThat(prima("repair", "--force")).isEqualTo(2);
    assertThat(err.toString()).contains("not both", "and no other", "--force");
  }

  @Test
  void applyingNeedsTheSources() throws IOException {
    Files.writeString(run().discrepancies(), "{}\n");
    assertThat(prima("repair", "--apply")).isEqualTo(2);
    assertThat(err.toString()).contains("RUN-011");
  }

  @Test
  void aRunThatWasUndoneIsNotResumed() throws IOException {
    RunFolder undone = run();
    Files.writeString(undone.undoneBy(), "2020-01-01T000000Z-abcd\n");
    assertThat(prima("migrate", "--resume", undone.id().text())).isEqualTo(2);
    assertThat(err.toString()).contains("RUN-014", "was undone", "repair --undo " + undone.id());
  }
}
