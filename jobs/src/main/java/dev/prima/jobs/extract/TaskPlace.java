package dev.prima.jobs.extract;

import java.time.Duration;

/** Where units are carried out piece by piece, other than on the driver. Thread-safe. */
@FunctionalInterface
public interface TaskPlace {
  /**
   * Has a task run there, however often it takes, and waits for it.
   *
   * @throws RuntimeException as it was thrown there, possibly wrapped
   */
  UnitTask.Outcome run(UnitTask task);

  /**
   * How long a task goes on before it hands over what it has prepared: that much is lost with it,
   * and that long a run takes to stop.
   */
  default Duration span() {
    return Duration.ofSeconds(3);
  }
}
