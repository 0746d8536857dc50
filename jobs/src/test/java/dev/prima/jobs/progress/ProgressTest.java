package dev.prima.jobs.progress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.core.json.Json;
import dev.prima.core.json.JsonValue.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream stream = new PrintStream(bytes, true, StandardCharsets.UTF_8);
  private final HandClock clock = new HandClock();

  @Test
  void pipedProgressIsALineAtTheStartEveryFiveSecondsAndAtTheEnd() {
    try (Progress.Step step = on(Progress.Display.LINES).step("extract", 10_000)) {
      for (int second = 0; second < 12; second++) {
        clock.pass(Duration.ofSeconds(1));
        step.advance(500);
      }
      step.done();
    }
    assertThat(shown().lines())
        .containsExactly(
            "extract: started, 10,000 rows",
            "extract: 2,500 of 10,000 rows (25 %), 500 rows/s, 15 s left",
            "extract: 5,000 of 10,000 rows (50 %), 500 rows/s, 10 s left",
            "extract: done, 6,000 rows in 12 s, 500 rows/s");
  }

  @Test
  void totalMayBeUnknownAndBecomeKnown() {
    Progress.Step step = on(Progress.Display.LINES).step("resolve", Progress.UNKNOWN);
    clock.pass(Duration.ofSeconds(6));
    step.advance(60);
    step.setTotal(1200);
    clock.pass(Duration.ofSeconds(6));
    step.advance(60);
    step.done();
    step.close();
    step.close();
    assertThat(shown().lines())
        .containsExactly(
            "resolve: started",
            "resolve: 60 rows, 10 rows/s",
            "resolve: 120 of 1,200 rows (10 %), 10 rows/s, 1 min 48 s left",
            "resolve: done, 120 rows in 12 s, 10 rows/s");
  }

  @Test
  void machinesReadOneObjectALine() {
    Progress progress = on(Progress.Display.JSON);
    progress.message("say \"hello\"\nto machines");
    Progress.Step step = progress.step("extract", 100);
    clock.pass(Duration.ofSeconds(5));
    step.advance(25);
    step.done();
    step.close();
    List<JsonObject> lines = shown().lines().map(line -> Json.parse(line).asObject()).toList();
    assertThat(lines).hasSize(4);
    assertThat(lines.get(0).get("message").asString()).isEqualTo("say \"hello\"\nto machines");
    assertThat(lines.get(1).get("state").asString()).isEqualTo("started");
    assertThat(Json.write(lines.get(2)))
        .isEqualTo(
            "{\"time\":\"2026-11-22T14:15:35Z\",\"level\":\"info\",\"step\":\"extract\","
                + "\"state\":\"running\",\"rows\":25,\"total\":100,\"seconds\":5.0,"
                + "\"rowsPerSecond\":5.0,\"secondsLeft\":15.0}");
    assertThat(lines.get(3).get("state").asString()).isEqualTo("done");
  }

  @Test
  void aStepThatFailsIsNotShownAsDone() {
    for (Progress.Display display : List.of(Progress.Display.LINES, Progress.Display.BARS)) {
      bytes.reset();
      Progress.Step step = on(display).step("load", 100);
      clock.pass(Duration.ofSeconds(1));
      step.advance(50);
      step.close();
      assertThat(shown()).contains("load: stopped, 50 rows in 1.0 s").doesNotContain("done");
    }
    bytes.reset();
    on(Progress.Display.JSON).step("load", 100).close();
    assertThat(shown()).contains("\"state\":\"stopped\"").doesNotContain("done");
  }

  @Test
  void barsLeaveOneLineForEachStepAndEachMessage() {
    Progress progress = on(Progress.Display.BARS, Map.of("COLUMNS", "100"));
    try (Progress.Step step = progress.step("extract", 100)) {
      clock.pass(Duration.ofSeconds(2));
      step.advance(100);
      progress.message("a file is busy");
      step.done();
    }
    assertThat(kept())
        .containsExactly("a file is busy", "extract: done, 100 rows in 2.0 s, 50 rows/s");
  }

  @Test
  void barsAreWithoutColourWhereNoColorIsSet() {
    Progress progress = on(Progress.Display.BARS, Map.of("NO_COLOR", "1"));
    progress.step("extract", 100).close();
    assertThat(shown()).contains("extract").doesNotContainPattern("\u001b\\[[0-9;]*m");
  }

  @Test
  void silenceIsSilent() {
    Progress progress = on(Progress.Display.SILENT);
    progress.message("x");
    progress.step("extract", 100).close();
    assertThat(shown()).isEmpty();
  }

  @Test
  void manyThreadsLoseNoRow() throws Exception {
    for (Progress.Display display : List.of(Progress.Display.LINES, Progress.Display.BARS)) {
      bytes.reset();
      Progress.Step step = on(display).step("load", Progress.UNKNOWN);
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        Thread thread =
            new Thread(
                () -> {
                  for (int k = 0; k < 10_000; k++) {
                    step.advance(1);
                  }
                });
        thread.start();
        threads.add(thread);
      }
      for (Thread thread : threads) {
        thread.join();
      }
      step.done();
      step.close();
      assertThat(shown()).contains("load: done, 40,000 rows in ");
    }
  }

  private Progress on(Progress.Display display) {
    return on(display, Map.of());
  }

  private Progress on(Progress.Display display, Map<String, String> environment) {
    return Progress.on(stream, display, environment, clock);
  }

  private String shown() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /** What is left on a terminal: of each line, what came after the last return to its start. */
  private List<String> kept() {
    return Arrays.stream(shown().split("\n"))
        .map(line -> line.substring(line.lastIndexOf("\u001b[K") + 3))
        .filter(line -> !line.isBlank())
        .toList();
  }

  private static final class HandClock extends Clock {
    private volatile Instant now = Instant.parse("2026-11-22T14:15:30Z");

    void pass(Duration time) {
      now = now.plus(time);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
