package dev.prima.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A schedule of every ten seconds, in a process of its own, on real servers. */
class ScheduleIT {
  @TempDir private Path folder;

  private Stores stores;
  private Path stderr;
  private @Nullable Process process;

  @BeforeEach
  void start() throws IOException {
    stores = new Stores(folder);
    Path hook = folder.resolve("hook");
    Files.writeString(
        hook, "#!/bin/sh\necho \"$PRIMA_EXIT $PRIMA_OUTCOME $PRIMA_ENDED_RUN_FOLDER\" >> \"$1\"\n");
    assertThat(hook.toFile().setExecutable(true)).isTrue();
    Path config = folder.resolve("scheduled.yml");
    Files.writeString(
        config,
        stores.config(List.of(), List.of())
            + "schedule: {cron: '*/10 * * * * *', on-finish: ['"
            + hook
            + "', '"
            + folder.resolve("told")
            + "']}\n");
    Query.change(
        Query.sqlite(folder.resolve("one.db")),
        "CREATE TABLE agents (agent_id TEXT PRIMARY KEY, name TEXT, primary_harmony TEXT,"
            + " coherence_level REAL, love_resonance REAL, region_id TEXT, status TEXT)",
        "INSERT INTO agents VALUES ('a-1', 'one', 'agency', 50.0, 50.0, 'genesis', 'active')");
    stderr = folder.resolve("stderr");
    process =
        PrimaProcess.of(
                Files.createDirectory(folder.resolve("tmp")),
                "schedule",
                "--config",
                config.toString(),
                "--source",
                folder.resolve("one.db").toString(),
                "--runs",
                folder.resolve("runs").toString())
            .redirectOutput(folder.resolve("stdout").toFile())
            .redirectError(stderr.toFile())
            .start();
  }

  @AfterEach
  void end() {
    if (process != null) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  @Test
  void migratesTellsWhatItCameToAndStopsWhenItIsTold() throws Exception {
    await(folder.resolve("told"));
    assertThat(Files.readAllLines(folder.resolve("told")).get(0))
        .isEqualTo("0 ok " + folder.resolve("runs/latest").toRealPath());
    assertThat(
            stores.nodes.stream()
                .flatMap(n -> Query.texts(n.jdbcUrl(), "SELECT name FROM prima.agents").stream()))
        .containsExactly("one");
    assertThat(Files.readString(folder.resolve("runs/schedule.json")))
        .contains("\"outcome\": \"ok\"", "\"exitCode\": 0");

    process.destroy();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(stderr)).isIn(0, 130);
    assertThat(process.descendants()).isEmpty();
    assertThat(Files.readString(folder.resolve("runs/schedule.json")))
        .contains("\"state\": \"stopped\"");
  }

  /** As in a terminal, which tells all its processes. */
  @Test
  void aCtrlCThatReachesTheRunTooLetsItComeToItsCheckpoint() throws Exception {
    Path latest = folder.resolve("runs/latest");
    await(latest.resolve("report.json"));
    // To the schedule itself by the signal that nobody lets its children ignore.
    List<String> kill = new ArrayList<>(List.of("kill", "-INT"));
    process.children().forEach(run -> kill.add(Long.toString(run.pid())));
    assertThat(kill).hasSizeGreaterThan(2);
    assertThat(new ProcessBuilder(kill).inheritIO().start().waitFor()).isZero();
    process.destroy();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(Files.readString(stderr)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(stderr)).isEqualTo(130);
    assertThat(Files.readString(latest.resolve("report.json")))
        .contains("\"exitCode\": 130")
        .doesNotContain("\"finishedAt\": null");
  }

  private void await(Path file) throws Exception {
    for (int i = 0; i < 3000 && !Files.exists(file); i++) {
      assertThat(process.isAlive()).as("%s", (Object) Files.readString(stderr)).isTrue();
      Thread.sleep(100);
    }
    assertThat(file).as("%s", (Object) Files.readString(stderr)).exists();
  }
}
