package dev.prima.jobs.source;

import java.nio.file.Path;
import java.util.List;

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
 * @param lost what of a damaged file is not in it
 */
public record Snapshot(
    Path source,
    Path file,
    long bytes,
    String sha256,
    Way way,
    int restarts,
    long waitMillis,
    List<LostRows> lost) {
  public Snapshot {
    lost = List.copyOf(lost);
  }

  /** How it came to be. */
  public enum Way {
    IN_PLACE,
    /** SQLite's online backup in steps; of a small file a copy under its lock, in one. */
    BACKUP,
    /** A backup in one read transaction of a WAL file. */
    WAL_BACKUP,
    /** A copy of the file and what lay beside it, recovered. */
    RECOVERED_COPY
  }
}
