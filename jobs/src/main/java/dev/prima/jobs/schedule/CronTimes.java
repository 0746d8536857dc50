package dev.prima.jobs.schedule;

import dev.prima.core.error.PrimaException;
import dev.prima.core.schedule.Timetable.FireTimes;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.support.CronExpression;

/**
 * The times of a cron expression, read by Spring.
 *
 * <p>Where it names hours of the day, clocks that are put forward or back take no run and give
 * none: a time that the clock leaves out comes by so much later, and one that comes twice counts
 * once. Expressions of every hour, or every so many, follow the hours that really pass.
 */
public final class CronTimes implements FireTimes {
  private static final int FIELDS_WITHOUT_SECONDS = 5;

  /** The field of six in which they stand. */
  private static final int HOURS = 2;

  private final CronExpression cron;
  private final ZoneId zone;
  private final boolean namesHours;

  private CronTimes(CronExpression cron, ZoneId zone) {
    this.cron = cron;
    this.zone = zone;
    namesHours = !cron.toString().split(" +")[HOURS].startsWith("*");
  }

  /**
   * @param text five fields, or six that begin with the second
   * @throws PrimaException {@link ScheduleError#CRON} where it is none, or its time never comes
   */
  public static CronTimes of(String text, ZoneId zone) {
    String fields = text.strip();
    boolean standard = fields.split(" +").length == FIELDS_WITHOUT_SECONDS;
    try {
      CronTimes times =
          new CronTimes(CronExpression.parse(standard ? "0 " + fields : fields), zone);
      if (times.next(Instant.EPOCH) == null) {
        throw new IllegalArgumentException("there is no such day");
      }
      return times;
    } catch (IllegalArgumentException e) {
      throw new PrimaException(
          ScheduleError.CRON,
          "schedule.cron \""
              + text
              + "\" names no times ("
              + e.getMessage()
              + "); give minute, hour, day of the month, month and day of the week, such as"
              + " \"30 3 * * *\" for half past three every night",
          e);
    }
  }

  @Override
  public Instant after(Instant moment) {
    Instant next = next(moment);
    if (next == null) {
      throw new IllegalStateException("A cron expression came to its end: " + cron);
    }
    return next;
  }

  private @Nullable Instant next(Instant moment) {
    if (!namesHours) {
      ZonedDateTime next = cron.next(moment.atZone(zone));
      return next == null ? null : next.toInstant();
    }
    LocalDateTime next = cron.next(moment.atZone(zone).toLocalDateTime());
    // Of an hour that comes twice the first counts: what is due then is not due again.
    while (next != null && !next.atZone(zone).toInstant().isAfter(moment)) {
      next = cron.next(next);
    }
    return next == null ? null : next.atZone(zone).toInstant();
  }
}
