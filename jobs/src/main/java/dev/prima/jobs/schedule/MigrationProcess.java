package dev.prima.jobs.schedule;

import dev.prima.core.error.PrimaException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs {@code migrate} in a process of its own, so that nothing of one run is left for the next,
 * and a run that takes its process down does not take the schedule with it.
 */
public final class MigrationProcess implements Runs {
  private final List<String> command;
  private final Path told;
  private @Nullable Process running;
  private boolean stopped;

  /**
   * @param command which makes one run, with {@link ScheduledRun#option}
   * @param runs where it leaves its folder
   */
  public MigrationProcess(List<String> command, Path runs) {
    this.command = List.copyOf(command);
    told = ScheduledRun.file(runs);
  }

  @Override
  public Ended run() throws InterruptedException {
    ScheduledRun.forget(told);
    int status = start().waitFor();
    return new Ended(status, ScheduledRun.told(told).orElse(null));
  }

  private synchronized Process start() {
    try {
      running =
          new ProcessBuilder(command)
              .inheritIO()
              .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
              .start();
      if (stopped) {
        running.destroy(); // It was asked for while this one was on its way.
      }
      return running;
    } catch (IOException e) {
      throw new PrimaException(
          ScheduleError.FILES,
          "A run cannot be started with "
              + Path.of(command.get(0))
              + ": "
              + e.getMessage()
              + "; see that this Java is still installed",
          e);
    }
  }

  @Override
  public synchronized void stop() {
    stopped = true;
    if (running != null) {
      running.destroy(); // SIGTERM
    }
  }
}
