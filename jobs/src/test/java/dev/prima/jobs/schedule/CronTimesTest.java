package dev.prima.jobs.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prima.core.error.PrimaException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
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

  @ParameterizedTest
  @ValueSource(strings = {"61 3 * * *", "* * * *", "a b c d e", "0 0 31 2 *"})
  void whatNamesNoTimesIsRefusedWithAnExample(String text) {
    assertThatThrownBy(() -> CronTimes.of(text, ZoneOffset.UTC))
        .isInstanceOf(PrimaException.class)
        .hasMessageStartingWith("SCH-001 schedule.cron \"" + text + "\" names no times")
        .hasMessageContaining("30 3 * * *");
  }
}
