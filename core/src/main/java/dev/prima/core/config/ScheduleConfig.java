package dev.prima.core.config;

import dev.prima.core.settings.Checked;
import dev.prima.core.settings.Findings;
import dev.prima.core.settings.Setting;
import dev.prima.core.settings.Word;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/** When {@code schedule} migrates. */
public record ScheduleConfig(
    @Setting(
            doc =
                "Minute, hour, day of the month, month, day of the week; six fields begin with the"
                    + " second. The command schedule wants it, no other reads it.",
            pattern = "\\S+( +\\S+){4,5}",
            expects = "five or six fields",
            example = "30 3 * * *")
        Optional<String> cron,
    @Setting(
            doc = "The time zone of cron, such as Europe/Berlin; summer time is followed.",
            byDefault = "UTC")
        String timeZone,
    @Setting(
            doc = "Longest random wait before a run, so that many do not begin in one second.",
            byDefault = "0s",
            min = "0s",
            max = "1h")
        Duration jitter,
    @Setting(
            doc =
                "Of times that come while a run is going. skip: they pass. queue: one run follows"
                    + " at once.",
            byDefault = "skip")
        OnOverlap onOverlap,
    @Setting(
            doc =
                "Of times at which the machine slept or schedule was down. run-once: one run follows"
                    + " at once, however many they were. skip: they pass.",
            byDefault = "run-once")
        OnMissed onMissed,
    @Setting(
            doc =
                "A program with its arguments that is started after each run, without a shell. It"
                    + " finds PRIMA_EXIT, PRIMA_OUTCOME and, where the run has a folder,"
                    + " PRIMA_ENDED_RUN_ID and PRIMA_ENDED_RUN_FOLDER in its environment.",
            example = "[/usr/local/bin/tell-operators, --quiet]")
        List<String> onFinish)
    implements Checked {

  @Override
  public void check(Findings findings) {
    try {
      ZoneId.of(timeZone);
    } catch (DateTimeException e) {
      findings.problem("time-zone", "\"" + timeZone + "\" is no time zone, such as Europe/Berlin");
    }
  }

  /** What becomes of times that come while a run is going. */
  public enum OnOverlap implements Word {
    SKIP("skip"),
    QUEUE("queue");

    private final String word;

    OnOverlap(String word) {
      this.word = word;
    }

    @Override
    public String word() {
      return word;
    }
  }

  /** What becomes of times at which nothing was there to start a run. */
  public enum OnMissed implements Word {
    RUN_ONCE("run-once"),
    SKIP("skip");

    private final String word;

    OnMissed(String word) {
      this.word = word;
    }

    @Override
    public String word() {
      return word;
    }
  }
}
