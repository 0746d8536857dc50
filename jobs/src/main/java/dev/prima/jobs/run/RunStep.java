package dev.prima.jobs.run;

/** One step of the run's job. Done once: a resume leaves out what is complete. */
interface RunStep {
  /** The name in reports and in the job repository; restarts depend on it. */
  String name();

  /**
   * Does it; what it leaves is found again by {@link RunState}. Returns the rows that it handled.
   */
  long run(RunState state) throws Exception;
}
