package dev.prima.core.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.core.config.ScheduleConfig.OnMissed;
import dev.prima.core.config.ScheduleConfig.OnOverlap;
import dev.prima.core.schedule.Due.Why;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;

/** Every full hour, a minute's grace. */
class TimetableTest {
  private static final Instant NEVER = Instant.MIN;

  private static Timetable hourly(OnOverlap onOverlap, OnMissed onMissed) {
    return new Timetable(
        t -> t.truncatedTo(ChronoUnit.HOURS).plus(1, ChronoUnit.HOURS),
        Duration.ofMinutes(1),
        onOverlap,
        onMissed);
  }

  private static final Timetable SKIPPING = hourly(OnOverlap.SKIP, OnMissed.SKIP);
  private static final Timetable CATCHING_UP = hourly(OnOverlap.QUEUE, OnMissed.RUN_ONCE);

  private static Instant at(String time) {
    return Instant.parse("2026-03-01T" + time + "Z");
  }

  @Test
  void beforeItsTimeNothingIsDue() {
    assertThat(SKIPPING.decide(at("03:00:00"), NEVER, at("03:59:59.999")))
        .isEqualTo(new Due.Wait(at("04:00:00")));
  }

  @Test
  void atItsTimeAndUntilTheGraceIsOverARunIsDue() {
    Due.Run onTime = new Due.Run(at("04:00:00"), Why.ON_TIME);
    assertThat(SKIPPING.decide(at("03:00:00"), NEVER, at("04:00:00"))).isEqualTo(onTime);
    assertThat(SKIPPING.decide(at("03:00:00"), NEVER, at("04:01:00"))).isEqualTo(onTime);
    assertThat(SKIPPING.decide(at("03:00:00"), NEVER, at("04:01:01")))
        .isEqualTo(new Due.Pass(at("04:00:00"), Why.NOBODY_WAS_THERE));
  }

  @Test
  void whatIsSettledIsNotDueAgain() {
    assertThat(SKIPPING.decide(at("04:00:00"), NEVER, at("04:00:00")))
        .isEqualTo(new Due.Wait(at("05:00:00")));
  }

  @Test
  void ofManyTimesThatWereMissedOneRunIsMade() {
    assertThat(CATCHING_UP.decide(at("03:00:00"), NEVER, at("09:30:00")))
        .isEqualTo(new Due.Run(at("09:00:00"), Why.NOBODY_WAS_THERE));
    assertThat(SKIPPING.decide(at("03:00:00"), NEVER, at("09:30:00")))
        .isEqualTo(new Due.Pass(at("09:00:00"), Why.NOBODY_WAS_THERE));
  }

  @Test
  void aTimeThatComesRightAfterManyThatWereMissedIsOnTime() {
    assertThat(SKIPPING.decide(at("03:00:00"), NEVER, at("09:00:30")))
        .isEqualTo(new Due.Run(at("09:00:00"), Why.ON_TIME));
  }

  @Test
  void timesThatCameDuringARunQueueAsOneOrPass() {
    assertThat(CATCHING_UP.decide(at("03:00:00"), at("06:30:00"), at("06:30:01")))
        .isEqualTo(new Due.Run(at("06:00:00"), Why.RUN_WAS_GOING));
    assertThat(SKIPPING.decide(at("03:00:00"), at("06:30:00"), at("06:30:01")))
        .isEqualTo(new Due.Pass(at("06:00:00"), Why.RUN_WAS_GOING));
  }

  @Test
  void aTimeThatComesRightAfterARunIsNoOverlap() {
    Instant ended = at("06:59:59");
    assertThat(SKIPPING.decide(at("03:00:00"), ended, at("07:00:00")))
        .isEqualTo(new Due.Pass(at("06:00:00"), Why.RUN_WAS_GOING));
    assertThat(SKIPPING.decide(at("06:00:00"), ended, at("07:00:00")))
        .isEqualTo(new Due.Run(at("07:00:00"), Why.ON_TIME));
  }
}
