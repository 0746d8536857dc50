package dev.prima.core.run;

import dev.prima.core.error.PrimaException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.random.RandomGenerator;

/**
 * Names a run and its folder, for instance {@code 2026-11-22T141530Z-7f3a}: the second of its start
 * in UTC and four random hexadecimal digits. Sorts by time as text, and is safe as a file name.
 */
public record RunId(String text) implements Comparable<RunId> {
  private static final DateTimeFormatter SECOND =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HHmmss'Z'", Locale.ROOT);
  private static final int SECOND_LENGTH = 18;

  /**
   * @throws PrimaException {@link RunError#RUN_ID} if the text is no run id
   */
  public RunId {
    if (!isRunId(text)) {
      throw new PrimaException(
          RunError.RUN_ID,
          "\""
              + text
              + "\" is no run id, which looks like 2026-11-22T141530Z-7f3a;"
              + " see scripts/prima status");
    }
  }

  /** A new id; the caller sees to it that no run of the same second has it already. */
  public static RunId of(Clock clock, RandomGenerator random) {
    LocalDateTime now = LocalDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
    return new RunId(
        SECOND.format(now) + String.format(Locale.ROOT, "-%04x", random.nextInt(0x10000)));
  }

  /** Whether a file of this name may be a run's folder. */
  public static boolean isRunId(String text) {
    if (!text.matches("\\d{4}-\\d{2}-\\d{2}T\\d{6}Z-[0-9a-f]{4}")) {
      return false;
    }
    try {
      LocalDateTime.parse(text.substring(0, SECOND_LENGTH), SECOND);
      return true;
    } catch (DateTimeParseException e) {
      return false;
    }
  }

  /** The second of its start. */
  public Instant second() {
    return LocalDateTime.parse(text.substring(0, SECOND_LENGTH), SECOND).toInstant(ZoneOffset.UTC);
  }

  @Override
  public int compareTo(RunId other) {
    return text.compareTo(other.text);
  }

  @Override
  public String toString() {
    return text;
  }
}
