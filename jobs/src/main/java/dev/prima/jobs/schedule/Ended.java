package dev.prima.jobs.schedule;

import dev.prima.core.error.ExitCode;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How a run ended.
 *
 * @param status the exit status of its process; that of a signal is 128 and its number
 * @param runId null where it ended before it had a folder
 */
record Ended(int status, @Nullable String runId) {
  private static final int TERMINATED = 128 + 15;

  /** The word for its status; {@code killed} for one that no run gives itself. */
  String outcome() {
    return Arrays.stream(ExitCode.values())
        .filter(exit -> exit.status() == status)
        .map(ExitCode::outcome)
        .findFirst()
        .orElse("killed");
  }

  /** It was stopped: at a checkpoint, or by the signal itself, before it listened to any. */
  boolean interrupted() {
    return status == ExitCode.INTERRUPTED.status() || status == TERMINATED;
  }
}
