package dev.prima.jobs.schedule;

/** Makes the runs of a schedule, one at a time. */
interface Runs {
  /** Makes one and waits for its end. */
  Ended run() throws InterruptedException;

  /** Asks the one that goes on, if any, to end at its next checkpoint. From any thread. */
  void stop();
}
