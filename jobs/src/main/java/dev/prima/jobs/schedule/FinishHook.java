package dev.prima.jobs.schedule;

import dev.prima.jobs.progress.Progress;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The program of {@code schedule.on-finish}. Its failure is told and ends nothing. */
public final class FinishHook {
  private static final Duration LONGEST = Duration.ofMinutes(10);

  /** What is left to it once the schedule is stopped. */
  private static final Duration LONGEST_WHEN_STOPPED = Duration.ofSeconds(5);

  /** No names of config keys, which a command of ours that it starts would take them for. */
  private static final String RUN_ID = "PRIMA_ENDED_RUN_ID";

  private static final String RUN_FOLDER = "PRIMA_ENDED_RUN_FOLDER";

  private final List<String> command;
  private final Path runs;
  private final Progress progress;

  /**
   * @param command none where nothing is to be started
   * @param runs the folder of all runs
   */
  public FinishHook(List<String> command, Path runs, Progress progress) {
    this.command = List.copyOf(command);
    this.runs = runs.toAbsolutePath();
    this.progress = progress;
  }

  /**
   * Starts it and waits for its end, at most ten minutes, and five seconds from the stop on; then
   * it is ended.
   *
   * @param beat done every second while it goes on
   */
  void tell(Ended ended, Alarm alarm, Runnable beat) throws InterruptedException {
    if (command.isEmpty()) {
      return;
    }
    ProcessBuilder hook =
        new ProcessBuilder(command)
            .inheritIO()
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
    Map<String, String> environment = hook.environment();
    environment.put("PRIMA_EXIT", Integer.toString(ended.status()));
    environment.put("PRIMA_OUTCOME", ended.outcome());
    environment.remove(RUN_ID);
    environment.remove(RUN_FOLDER);
    if (ended.runId() != null) {
      environment.put(RUN_ID, ended.runId());
      environment.put(RUN_FOLDER, runs.resolve(ended.runId()).toString());
    }
    try {
      Process process = hook.start();
      if (!ends(process, alarm, beat)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        progress.message(
            alarm.stopped()
                ? "schedule.on-finish was still going, and was ended"
                : "schedule.on-finish took more than ten minutes and was ended");
      } else if (process.exitValue() != 0) {
        progress.message("schedule.on-finish ended with status " + process.exitValue());
      }
    } catch (IOException e) {
      progress.message("schedule.on-finish cannot be started: " + e.getMessage());
    }
  }

  private static boolean ends(Process process, Alarm alarm, Runnable beat)
      throws InterruptedException {
    long left = LONGEST.toSeconds();
    while (left-- > 0) {
      if (process.waitFor(1, TimeUnit.SECONDS)) {
        return true;
      }
      if (alarm.stopped()) {
        left = Math.min(left, LONGEST_WHEN_STOPPED.toSeconds());
      }
      beat.run();
    }
    return false;
  }
}
