package dev.prima.jobs.retry;

import dev.prima.core.error.ErrorCode;
import dev.prima.core.error.ExitCode;

/** What can keep rejected rows from being tried again. */
public enum RetryError implements ErrorCode {
  /** Lines that are no rows of the run, or have other keys; all are listed. */
  LINES("RTY-001", ExitCode.USAGE),
  /** No line differs from what was rejected. */
  NOTHING_MENDED("RTY-002", ExitCode.USAGE),
  /** The run has no rejected rows that could be tried again. */
  NOT_RETRIABLE("RTY-003", ExitCode.USAGE),
  /** A file cannot be read or written. */
  FILE("RTY-004", ExitCode.EXTERNAL),
  /** The file that is named is not there. */
  NO_FILE("RTY-005", ExitCode.USAGE);

  private final String code;
  private final ExitCode exit;

  RetryError(String code, ExitCode exit) {
    this.code = code;
    this.exit = exit;
  }

  @Override
  public String code() {
    return code;
  }

  @Override
  public ExitCode exit() {
    return exit;
  }
}
