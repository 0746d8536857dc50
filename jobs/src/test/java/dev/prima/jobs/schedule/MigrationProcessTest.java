package dev.prima.jobs.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MigrationProcessTest {
  @TempDir private Path runs;

  @Test
  void aRunHasTheIdThatItTellsWhateverElseIsMadeBesideIt() throws Exception {
    Files.createDirectory(runs.resolve("2999-11-22T141530Z-7f3a"));
    String file = ScheduledRun.option(runs).replaceFirst("-D[^=]*=", "");
    assertThat(run("printf 2026-11-22T141530Z-7f3a > " + file + "; exit 3"))
        .isEqualTo(new Ended(3, "2026-11-22T141530Z-7f3a"));
    assertThat(run("exit 2")).isEqualTo(new Ended(2, null));
  }

  @Test
  void aRunThatASignalEndedHasItsStatus() throws Exception {
    assertThat(run("kill -TERM $$")).isEqualTo(new Ended(143, null));
  }

  private Ended run(String script) throws InterruptedException {
    return new MigrationProcess(List.of("/bin/sh", "-c", script), runs).run();
  }
}
