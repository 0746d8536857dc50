package dev.prima.jobs.prune;

import dev.prima.core.error.ErrorCode;
import dev.prima.core.error.ExitCode;

/** What can go wrong where old runs are removed. */
public enum PruneError implements ErrorCode {
  /** What some runs left cannot be removed; the others are gone. */
  NOT_REMOVED("PRU-001", ExitCode.EXTERNAL);

  private final String code;
  private final ExitCode exit;

  PruneError(String code, ExitCode exit) {
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
