package dev.prima.jobs.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prima.core.error.PrimaException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CronTimesTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  @Test
  void fiveFieldsBeginWithTheMinuteAndSixWithTheSecond() {
    Instant before = Instant.parse("2026-03-01T03:29:59Z");
    assertThat(CronTimes.of("30 3 * * *", ZoneOffset.UTC).after(before))
        .isEqualTo("2026-03-01T03:30:00Z");
    assertThat(CronTimes.of("15 30 3 * * *", ZoneOffset.UTC).after(before))
        .isEqualTo("2026-03-01T03:30:15Z");
  }

  @Test
  void aTimeIsNotItsOwnSuccessor() {
    assertThat(
            CronTimes.of("30 3 * * *", ZoneOffset.UTC).after(Instant.parse("2026-03-01T03:30:00Z")))
        .isEqualTo("2026-03-02T03:30:00Z");
  }

  @Test
  void summerTimeIsFollowed() {
    CronTimes nightly = CronTimes.of("30 3 * * *", BERLIN);
    assertThat(nightly.after(Instant.parse("2026-03-27T12:00:00Z")))
        .isEqualTo("2026-03-28T02:30:00Z");
    assertThat(nightly.after(Instant.parse("2026-03-28T12:00:00Z")))
        .isEqualTo("2026-03-29T01:30:00Z");
  }

  @Test
  void aTimeThatTheClockLeavesOutComesByAnHourLater() {
    CronTimes nightly = CronTimes.of("30 2 * * *", BERLIN);
    assertThat(times(nightly, "2026-03-28T12:00:00Z", 2))
        .containsExactly("2026-03-29T01:30:00Z", "2026-03-30T00:30:00Z");
  }

  @Test
  void aTimeThatComesTwiceCountsOnce() {
    CronTimes nightly = CronTimes.of("30 2 * * *", BERLIN);
    assertThat(times(nightly, "2026-10-24T12:00:00Z", 2))
        .containsExactly("2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z");
    assertThat(times(nightly, "2026-10-25T01:10:00Z", 1)).containsExactly("2026-10-26T01:30:00Z");
  }

  @Test
  void whatIsDueEveryHourIsDueInEachThatPasses() {
    CronTimes hourly = CronTimes.of("30 * * * *", BERLIN);
    assertThat(times(hourly, "2026-03-28T23:45:00Z", 3))
        .containsExactly("2026-03-29T00:30:00Z", "2026-03-29T01:30:00Z", "2026-03-29T02:30:00Z");
    assertThat(times(hourly, "2026-10-24T23:45:00Z", 3))
        .containsExactly("2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z", "2026-10-25T02:30:00Z");
    assertThat(times(CronTimes.of("@hourly", BERLIN), "2026-10-25T00:30:00Z", 2))
        .containsExactly("2026-10-25T01:00:00Z", "2026-10-25T02:00:00Z");
  }

  private static List<String> times(CronTimes cron, String after, int many) {
    return Stream.iterate(cron.after(Instant.parse(after)), cron::after)
        .limit(many)
        .map(Instant::toString)
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"61 3 * * *", "* * * *", "a b c d e", "0 0 31 2 *"})
  void whatNamesNoTimesIsRefusedWithAnExample(String text) {
    assertThatThrownBy(() -> CronTimes.of(text, ZoneOffset.UTC))
        .isInstanceOf(PrimaException.class)
        .hasMessageStartingWith("SCH-001 schedule.cron \"" + text + "\" names no times")
        .hasMessageContaining("30 3 * * *");
  }
}
