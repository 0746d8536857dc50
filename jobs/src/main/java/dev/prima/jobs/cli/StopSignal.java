package dev.prima.jobs.cli;

import dev.prima.core.error.ExitCode;
import java.util.concurrent.atomic.AtomicBoolean;
import sun.misc.Signal;

/**
 * Ctrl-C and SIGTERM: the first asks for an end at the next checkpoint, the second ends at once.
 */
final class StopSignal {
  private StopSignal() {}

  static void install(Runnable stop) {
    AtomicBoolean asked = new AtomicBoolean();
    for (String name : new String[] {"INT", "TERM"}) {
      Signal.handle(
          new Signal(name),
          signal -> {
            if (asked.getAndSet(true)) {
              Runtime.getRuntime().halt(ExitCode.INTERRUPTED.status());
            }
            System.err.println("Stopping at the next checkpoint; once more to stop at once");
            new Thread(stop, "stop").start();
          });
    }
  }
}
