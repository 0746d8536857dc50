package dev.prima.jobs.cli;

import dev.prima.core.error.ExitCode;
import dev.prima.jobs.schedule.ScheduledRun;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import sun.misc.Signal;

/**
 * Ctrl-C and SIGTERM: the first asks for an end at the next checkpoint, the second ends at once.
 */
final class StopSignal {
  /** The end comes within ten seconds; what is left of them is for ending in good order. */
  private static final long PATIENCE_MILLIS = 7_000;

  /** Servers that were started for this command take a while to stop. */
  private static final long HOOKS_MILLIS = 60_000;

  private StopSignal() {}

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /**
   * For what does not end by itself, such as an index that a server is building: a run that is cut
   * off is resumed like one that was stopped.
   */
  private static void endUnless(Thread stopped) {
    try {
      stopped.join(PATIENCE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!stopped.isAlive()) {
      return;
    }
    System.err.println("The step takes too long to stop; ending it, ready to be resumed");
    daemon(
        () -> {
          try {
            Thread.sleep(HOOKS_MILLIS);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          Runtime.getRuntime().halt(ExitCode.INTERRUPTED.status());
        },
        "end");
    try {
      SubmittedOutcome.tell(ExitCode.INTERRUPTED.status());
    } finally {
      // Also where it cannot be told, as on a folder that is gone.
      System.exit(ExitCode.INTERRUPTED.status());
    }
  }

  /**
   * A terminal's Ctrl-C reaches all its processes: in a run that a schedule started it would be the
   * first signal, and what the schedule passes on the second.
   *
   * @param stop returns when what it stops has ended, or at once where that takes its own time
   */
  static void install(Runnable stop) {
    AtomicBoolean asked = new AtomicBoolean();
    if (ScheduledRun.isThis()) {
      Signal.handle(new Signal("INT"), signal -> {});
    }
    List<String> names = ScheduledRun.isThis() ? List.of("TERM") : List.of("INT", "TERM");
    for (String name : names) {
      Signal.handle(
          new Signal(name),
          signal -> {
            if (asked.getAndSet(true)) {
              try {
                SubmittedOutcome.tell(ExitCode.INTERRUPTED.status());
              } finally {
                Runtime.getRuntime().halt(ExitCode.INTERRUPTED.status());
              }
            }
            System.err.println("Stopping at the next checkpoint; once more to stop at once");
            Thread stopping = daemon(stop, "stop");
            daemon(() -> endUnless(stopping), "stop deadline");
          });
    }
  }
}
