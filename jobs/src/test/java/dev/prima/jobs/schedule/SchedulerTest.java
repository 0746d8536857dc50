package dev.prima.jobs.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prima.core.config.ScheduleConfig.OnMissed;
import dev.prima.core.config.ScheduleConfig.OnOverlap;
import dev.prima.core.error.ExitCode;
import dev.prima.core.error.PrimaException;
import dev.prima.core.schedule.Timetable;
import dev.prima.jobs.progress.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Half past three every night; nobody really waits. */
class SchedulerTest {
  private static final Progress SILENT =
      Progress.on(System.err, Progress.Display.SILENT, Map.of(), Clock.systemUTC());

  @TempDir private Path folder;

  private Instant now = Instant.parse("2026-03-01T00:00:00Z");

  /** Done before each wait. */
  private Runnable waited = () -> {};

  /** Time passes only by waiting. */
  private final Alarm alarm =
      new Alarm(Clock.systemUTC()) {
        @Override
        Instant now() {
          return now;
        }

        @Override
        void waitUntil(Instant moment) {
          waited.run();
          now = moment;
        }
      };

  /** Runs that take a while, end with these statuses, and the last of which stops the schedule. */
  private class Nights implements Runs {
    private final List<String> started = new ArrayList<>();
    private final Duration each;
    private final int[] statuses;

    Nights(Duration each, int... statuses) {
      this.each = each;
      this.statuses = statuses;
    }

    @Override
    public Ended run() {
      int status = statuses[started.size()];
      started.add(now.toString());
      now = now.plus(each);
      if (started.size() == statuses.length) {
        alarm.stop();
      }
      return new Ended(status, null);
    }

    @Override
    public void stop() {}
  }

  private ExitCode follow(Nights nights, OnOverlap onOverlap, OnMissed onMissed, Duration jitter)
      throws InterruptedException {
    return follow(nights, onOverlap, onMissed, jitter, List.of());
  }

  private ExitCode follow(
      Nights nights, OnOverlap onOverlap, OnMissed onMissed, Duration jitter, List<String> hook)
      throws InterruptedException {
    Timetable timetable =
        new Timetable(
            CronTimes.of("30 3 * * *", ZoneOffset.UTC),
            Duration.ofMinutes(1).plus(jitter),
            onOverlap,
            onMissed);
    try (ScheduleFile file = ScheduleFile.open(folder)) {
      return new Scheduler(
              timetable,
              new Scheduler.Jitter(jitter, new Random(5)),
              nights,
              new FinishHook(hook, folder, SILENT),
              SILENT,
              alarm)
          .follow(file);
    }
  }

  @Test
  void eachNightHasItsRunWhateverTheOneBeforeCameTo() throws InterruptedException {
    Nights nights = new Nights(Duration.ofMinutes(10), 0, 6, 0);
    assertThat(follow(nights, OnOverlap.SKIP, OnMissed.SKIP, Duration.ZERO)).isEqualTo(ExitCode.OK);
    assertThat(nights.started)
        .containsExactly("2026-03-01T03:30:00Z", "2026-03-02T03:30:00Z", "2026-03-03T03:30:00Z");
  }

  @Test
  void ofNightsThatOneRunTakesTheOthersPassOrAreMadeUpForOnce() throws InterruptedException {
    Nights skipping = new Nights(Duration.ofHours(50), 0, 0);
    follow(skipping, OnOverlap.SKIP, OnMissed.RUN_ONCE, Duration.ZERO);
    assertThat(skipping.started).containsExactly("2026-03-01T03:30:00Z", "2026-03-04T03:30:00Z");
  }

  @Test
  void queuedNightsAreMadeUpForOnce() throws InterruptedException {
    Nights queueing = new Nights(Duration.ofHours(50), 0, 0);
    follow(queueing, OnOverlap.QUEUE, OnMissed.SKIP, Duration.ZERO);
    assertThat(queueing.started).containsExactly("2026-03-01T03:30:00Z", "2026-03-03T05:30:00Z");
  }

  @Test
  void theNextStartGoesOnWhereTheLastOneEndedAndMakesUpForWhatWasMissed() throws Exception {
    follow(new Nights(Duration.ofMinutes(1), 0), OnOverlap.SKIP, OnMissed.SKIP, Duration.ZERO);
    assertThat(Files.readString(folder.resolve("schedule.json")))
        .contains("\"state\": \"stopped\"", "\"scheduledFor\": \"2026-03-01T03:30:00Z\"");
    SchedulerTest later = new SchedulerTest();
    later.folder = folder;
    later.now = Instant.parse("2026-03-09T12:00:00Z");
    Nights nights = later.new Nights(Duration.ofMinutes(1), 0, 0);
    later.follow(nights, OnOverlap.SKIP, OnMissed.RUN_ONCE, Duration.ZERO);
    assertThat(nights.started).containsExactly("2026-03-09T12:00:00Z", "2026-03-10T03:30:00Z");
  }

  /** At a checkpoint, or by the signal itself, before it listened to any. */
  @ParameterizedTest
  @ValueSource(ints = {130, 143})
  void aRunThatWasInterruptedIsMadeAgainAtTheNextStart(int status) throws Exception {
    Nights cut = new Nights(Duration.ofMinutes(1), status);
    assertThat(follow(cut, OnOverlap.SKIP, OnMissed.RUN_ONCE, Duration.ZERO))
        .isEqualTo(ExitCode.INTERRUPTED);
    SchedulerTest later = new SchedulerTest();
    later.folder = folder;
    later.now = Instant.parse("2026-03-01T05:00:00Z");
    Nights again = later.new Nights(Duration.ofMinutes(1), 0);
    assertThat(later.follow(again, OnOverlap.SKIP, OnMissed.RUN_ONCE, Duration.ZERO))
        .isEqualTo(ExitCode.OK);
    assertThat(again.started).containsExactly("2026-03-01T05:00:00Z");
  }

  @Test
  void aRunThatSomebodyElseEndedIsNotMadeAgain() throws Exception {
    Nights killed = new Nights(Duration.ofMinutes(1), 143, 0);
    assertThat(follow(killed, OnOverlap.SKIP, OnMissed.RUN_ONCE, Duration.ZERO))
        .isEqualTo(ExitCode.OK);
    assertThat(killed.started).containsExactly("2026-03-01T03:30:00Z", "2026-03-02T03:30:00Z");
  }

  @Test
  void showsLifeWhileItWaitsForTheJitter() throws Exception {
    List<Instant> alive = new ArrayList<>();
    waited = () -> alive.add(aliveAt());
    follow(
        new Nights(Duration.ofMinutes(1), 0),
        OnOverlap.SKIP,
        OnMissed.SKIP,
        Duration.ofMinutes(20));
    assertThat(alive).hasSizeGreaterThan(4 * 60 * 3);
    for (int i = 1; i < alive.size(); i++) {
      assertThat(Duration.between(alive.get(i - 1), alive.get(i)))
          .isLessThanOrEqualTo(Duration.ofSeconds(15));
    }
    assertThat(alive.get(alive.size() - 1)).isAfter(Instant.parse("2026-03-01T03:30:00Z"));
  }

  private Instant aliveAt() {
    try {
      Matcher at =
          Pattern.compile("\"aliveAt\": \"([^\"]+)\"")
              .matcher(Files.readString(folder.resolve("schedule.json")));
      assertThat(at.find()).isTrue();
      return Instant.parse(at.group(1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void runsBeginWithinTheJitter() throws InterruptedException {
    Nights nights = new Nights(Duration.ofMinutes(1), 0, 0, 0, 0, 0);
    follow(nights, OnOverlap.SKIP, OnMissed.SKIP, Duration.ofMinutes(20));
    assertThat(nights.started)
        .doesNotHaveDuplicates()
        .allSatisfy(t -> assertThat(t.substring(11)).isBetween("03:30:00Z", "03:50:00Z"));
    assertThat(nights.started.stream().map(t -> t.substring(11)).distinct()).hasSizeGreaterThan(3);
  }

  @Test
  @Timeout(60)
  void aHookThatHangsKeepsNoScheduleFromStopping() throws InterruptedException {
    Nights nights = new Nights(Duration.ofMinutes(1), 0);
    List<String> hangs = List.of("/bin/sh", "-c", "sleep 300; true");
    assertThat(follow(nights, OnOverlap.SKIP, OnMissed.SKIP, Duration.ZERO, hangs))
        .isEqualTo(ExitCode.OK);
    assertThat(ProcessHandle.current().descendants()).isEmpty();
  }

  @Test
  void goesOnWhereItCannotTellOfItselfForAWhile() throws Exception {
    // As on a disk that is full: the file that takes its place cannot be made.
    Path passing = folder.resolve(".schedule.json." + ProcessHandle.current().pid() + ".tmp");
    Nights nights =
        new Nights(Duration.ofMinutes(1), 0, 0, 0) {
          @Override
          public Ended run() {
            try {
              if (!Files.deleteIfExists(passing)) {
                Files.createDirectory(passing);
              }
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
            return super.run();
          }
        };
    follow(nights, OnOverlap.SKIP, OnMissed.SKIP, Duration.ZERO);
    assertThat(nights.started)
        .containsExactly("2026-03-01T03:30:00Z", "2026-03-02T03:30:00Z", "2026-03-03T03:30:00Z");
  }

  @Test
  void twoDoNotFollowASchedule() {
    try (ScheduleFile held = ScheduleFile.open(folder)) {
      assertThatThrownBy(() -> ScheduleFile.open(folder))
          .isInstanceOf(PrimaException.class)
          .hasMessageStartingWith("SCH-002 ");
      assertThat(held.read()).isEmpty();
    }
    ScheduleFile.open(folder).close();
  }
}
