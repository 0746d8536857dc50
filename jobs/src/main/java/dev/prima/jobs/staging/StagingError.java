package dev.prima.jobs.staging;

import dev.prima.core.error.ErrorCode;
import dev.prima.core.error.ExitCode;

/** What can go wrong with the staging folder. */
public enum StagingError implements ErrorCode {
  WRITE_FAILED("STG-001"),
  READ_FAILED("STG-002"),
  NOT_SHARED("STG-003");

  private final String code;

  StagingError(String code) {
    this.code = code;
  }

  @Override
  public String code() {
    return code;
  }

  @Override
  public ExitCode exit() {
    return ExitCode.EXTERNAL;
  }
}
