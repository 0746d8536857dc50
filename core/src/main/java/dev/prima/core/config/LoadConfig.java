package dev.prima.core.config;

import dev.prima.core.settings.Checked;
import dev.prima.core.settings.Findings;
import dev.prima.core.settings.Setting;
import java.time.Duration;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;

/** How PostgreSQL is loaded. */
public record LoadConfig(
    @Setting(
            doc = "Connections that load one node at once.",
            byDefault = "2",
            min = "1",
            max = "64")
        int connectionsPerNode,
    @Setting(doc = "Months (UTC) for which messages have partitions; others go to the default one.")
        Months months,
    @Setting(
            doc = "Longest that one statement may take; building an index is one.",
            byDefault = "10m",
            min = "1s",
            max = "1d")
        Duration statementTimeout,
    @Setting(
            doc = "Longest that a statement may wait for another program's lock.",
            byDefault = "30s",
            min = "100ms",
            max = "1h")
        Duration lockTimeout,
    @Setting(doc = "Of what fails for a reason that can pass, such as a lost connection.")
        Retry retry) {

  /** Months, both included. */
  public record Months(
      @Setting(doc = "The first month.", byDefault = "2000-01", min = "1900-01", max = "2261-12")
          YearMonth from,
      @Setting(doc = "The last month.", byDefault = "2049-12", min = "1900-01", max = "2261-12")
          YearMonth to)
      implements Checked {
    private static final long MOST = 2400;

    /** How many. */
    public long count() {
      return ChronoUnit.MONTHS.between(from, to) + 1;
    }

    @Override
    public void check(Findings findings) {
      if (to.isBefore(from)) {
        findings.problem("to", to + " is before from, " + from);
      } else if (count() > MOST) {
        findings.problem(
            "to", "makes " + count() + " monthly partitions since " + from + "; at most " + MOST);
      }
    }
  }

  /** How often and how fast to try again. */
  public record Retry(
      @Setting(doc = "Tries in all, the first included.", byDefault = "7", min = "1", max = "20")
          int attempts,
      @Setting(
              doc =
                  "Wait before the second try; doubled before each one after. Of each wait up to"
                      + " half is left out, by chance.",
              byDefault = "1s",
              min = "10ms",
              max = "5m")
          Duration backoff,
      @Setting(doc = "The longest wait.", byDefault = "30s", min = "10ms", max = "1h")
          Duration maxBackoff) {}
}
