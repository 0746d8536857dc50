package dev.prima.jobs.progress;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;

/** Counts the rows of one step and tells how fast they go. Thread-safe. */
final class Meter {
  private static final double MILLIS = 1000;

  private final String name;
  private final Clock clock;
  private final Instant start;
  private final LongAdder rows = new LongAdder();
  private volatile long total;
  private volatile boolean done;

  Meter(String name, long total, Clock clock) {
    this.name = name;
    this.clock = clock;
    this.start = clock.instant();
    this.total = total;
  }

  void advance(long more) {
    rows.add(more);
  }

  void setTotal(long rowsInAll) {
    total = rowsInAll;
  }

  void done() {
    done = true;
  }

  Reading read() {
    return new Reading(name, rows.sum(), total, Duration.between(start, clock.instant()), done);
  }

  /**
   * What a meter shows at one moment.
   *
   * @param total {@link Progress#UNKNOWN} where it is not known
   * @param done whether all of the step was done
   */
  record Reading(String step, long rows, long total, Duration took, boolean done) {
    double seconds() {
      return took.toMillis() / MILLIS;
    }

    double rowsPerSecond() {
      return took.toMillis() == 0 ? 0 : rows / seconds();
    }

    boolean hasTimeLeft() {
      return total > rows && rows > 0 && took.toMillis() > 0;
    }

    /** Seconds until the end at this rate; 0 where that cannot be told. */
    double secondsLeft() {
      return hasTimeLeft() ? (total - rows) / rowsPerSecond() : 0;
    }

    /** For instance {@code extract: 1,200 of 3,376 rows (35 %), 544 rows/s, 4 s left}. */
    String underWay() {
      StringBuilder line = new StringBuilder(step).append(": ");
      line.append(String.format(Locale.ROOT, "%,d", rows));
      if (total > 0) {
        double percent = Math.min(100, 100.0 * rows / total);
        line.append(String.format(Locale.ROOT, " of %,d rows (%.0f %%)", total, percent));
      } else {
        line.append(" rows");
      }
      line.append(String.format(Locale.ROOT, ", %,.0f rows/s", rowsPerSecond()));
      if (hasTimeLeft()) {
        line.append(", ").append(time(secondsLeft())).append(" left");
      }
      return line.toString();
    }

    /** For instance {@code extract: done, 3,376 rows in 6.2 s, 544 rows/s}. */
    String ended() {
      return String.format(
          Locale.ROOT,
          "%s: %s, %,d rows in %s, %,.0f rows/s",
          step,
          done ? "done" : "stopped",
          rows,
          time(seconds()),
          rowsPerSecond());
    }

    private static String time(double seconds) {
      long whole = Math.round(seconds);
      if (whole < 60) {
        return seconds < 10
            ? String.format(Locale.ROOT, "%.1f s", seconds)
            : String.format(Locale.ROOT, "%d s", whole);
      }
      return whole < 3600
          ? String.format(Locale.ROOT, "%d min %02d s", whole / 60, whole % 60)
          : String.format(Locale.ROOT, "%d h %02d min", whole / 3600, whole / 60 % 60);
    }
  }
}
