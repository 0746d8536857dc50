package dev.prima.jobs.source;

import java.nio.file.Path;

/**
 * A database of one moment.
 *
 * @param source the file as the user named it, absolute
 * @param file the database to read; the source itself where it is read in place
 * @param bytes size of the source
 * @param sha256 of the source's bytes, or of the snapshot's where the source was written to
 *     meanwhile
 * @param restarts how often a writer made the backup begin again
 * @param waitMillis how long writers had to wait for the rest of it; 0 where they never had to
 */
public record Snapshot(
    Path source, Path file, long bytes, String sha256, Way way, int restarts, long waitMillis) {
  /** How it came to be. */
  public enum Way {
    IN_PLACE,
    /** SQLite's online backup in steps. */
    BACKUP,
    /** A backup in one read transaction of a WAL file. */
    WAL_BACKUP,
    /** A copy of the file and what lay beside it, recovered. */
    RECOVERED_COPY
  }
}
