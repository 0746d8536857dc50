package dev.prima.core.schedule;

import dev.prima.core.config.ScheduleConfig.OnMissed;
import dev.prima.core.config.ScheduleConfig.OnOverlap;
import dev.prima.core.schedule.Due.Why;
import java.time.Duration;
import java.time.Instant;

/**
 * Decides what becomes of the times of a schedule, each of which is settled once. Of several that
 * wait, one run settles all: what the first would have brought, the last brings too.
 *
 * @param times the times themselves
 * @param grace how late a run may begin and still be on time
 */
public record Timetable(FireTimes times, Duration grace, OnOverlap onOverlap, OnMissed onMissed) {

  /** The times of a schedule, in order, without end. */
  public interface FireTimes {
    /** The first one after a moment. */
    Instant after(Instant moment);
  }

  /**
   * What is to be done.
   *
   * @param settled times up to this one need nothing more
   * @param busyUntil when the last run ended; {@link Instant#MIN} if there was none
   */
  public Due decide(Instant settled, Instant busyUntil, Instant now) {
    Instant next = times.after(settled);
    if (next.isAfter(now)) {
      return new Due.Wait(next);
    }
    if (!next.isAfter(busyUntil)) {
      return due(newest(next, busyUntil), Why.RUN_WAS_GOING, onOverlap == OnOverlap.QUEUE);
    }
    Instant newest = newest(next, now);
    if (newest.plus(grace).isBefore(now)) {
      return due(newest, Why.NOBODY_WAS_THERE, onMissed == OnMissed.RUN_ONCE);
    }
    return new Due.Run(newest, Why.ON_TIME);
  }

  private static Due due(Instant time, Why why, boolean runs) {
    return runs ? new Due.Run(time, why) : new Due.Pass(time, why);
  }

  /** The last time that is not after a moment; the first one is not. */
  private Instant newest(Instant first, Instant moment) {
    Instant newest = first;
    for (Instant t = times.after(first); !t.isAfter(moment); t = times.after(t)) {
      newest = t;
    }
    return newest;
  }
}
