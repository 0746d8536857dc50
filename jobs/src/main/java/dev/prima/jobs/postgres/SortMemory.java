package dev.prima.jobs.postgres;

/**
 * How much memory the server may take for an index, where it builds each by one process; where it
 * may take several, which want 32 MB each, what it is set to, and no less than before.
 *
 * <p>It sorts what fits into this memory and then merges such runs. Runs that fit the processor's
 * cache are sorted faster than all rows at once, whose keys it would fetch from memory at every
 * comparison: the indexes of 10.4M rows were built in 9.4 s with 8 MB and in 10.5 s with 256 MB. So
 * a process gets as little as lets it merge all runs in one pass.
 */
final class SortMemory {
  private static final long MB = 1L << 20;
  private static final long LEAST = 8 * MB;
  private static final long MOST = 256 * MB;

  /** What a run that is merged takes: 32 blocks to read ahead, and two of its tape. */
  private static final long PER_RUN = 34 * 8192;

  private SortMemory() {}

  /**
   * The statement that sets it until the next one.
   *
   * @param bytes of the table, no less than what is sorted of it; 0 where they are not known
   */
  static String statement(long bytes) {
    return "SELECT set_config('maintenance_work_mem',"
        + " CASE WHEN current_setting('max_parallel_maintenance_workers')::int = 0 THEN '"
        + megabytes(bytes)
        + "MB' ELSE greatest(reset_val::bigint, 262144) || 'kB' END, false)"
        + " FROM pg_settings WHERE name = 'maintenance_work_mem'";
  }

  static long megabytes(long bytes) {
    // Runs of m bytes each are bytes / m, and m / PER_RUN of them are merged in one pass.
    double onePass = bytes == 0 ? MOST : Math.sqrt((double) bytes * PER_RUN);
    return (long) Math.ceil(Math.max(LEAST, Math.min(MOST, onePass)) / MB);
  }
}
