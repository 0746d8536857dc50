package dev.prima.jobs.mapping;

import dev.prima.core.error.ErrorCode;
import dev.prima.core.error.ExitCode;

/** What can be wrong with a mapping file. */
public enum MappingError implements ErrorCode {
  UNREADABLE("MAP-001"),
  INVALID("MAP-002");

  private final String code;

  MappingError(String code) {
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
