package dev.prima.jobs.generate;

/** Which of the two families of legacy files is made. Source: LEGACY.md. */
public enum LegacyProfile {
  /** The newer files, times in seconds, connections as rows. */
  PRIMA,
  /** The older files, times in milliseconds, connections only implied by messages. */
  UNIFIED
}
