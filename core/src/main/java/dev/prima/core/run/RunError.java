package dev.prima.core.run;

import dev.prima.core.error.ErrorCode;
import dev.prima.core.error.ExitCode;

/** What can be wrong with a run's settings. */
public enum RunError implements ErrorCode {
  RUN_ID("RUN-002");

  private final String code;

  RunError(String code) {
    this.code = code;
  }

  @Override
  public String code() {
    return code;
  }

  @Override
  public ExitCode exit() {
    return ExitCode.USAGE;
  }
}
