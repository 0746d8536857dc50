package dev.prima.jobs.extract;

/** Ends extract early where too many rows are refused. Called by several threads. */
@FunctionalInterface
public interface ErrorGuard {
  /** Never ends it. */
  ErrorGuard NONE = (read, rejected) -> {};

  /**
   * Called after each chunk that stands in staging.
   *
   * @param read rows read so far in the whole run, earlier attempts included
   * @param rejected how many of them were rejected
   * @throws RuntimeException to stop
   */
  void rejected(long read, long rejected);
}
