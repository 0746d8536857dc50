package dev.prima.jobs.mapping;

import dev.prima.core.error.ErrorCode;
import dev.prima.core.error.ExitCode;

/** What can be wrong with a mapping file. */
public enum MappingError implements ErrorCode {
  UNREADABLE("MAP-001", ExitCode.USAGE),
  INVALID("MAP-002", ExitCode.USAGE),
  /** It is right in itself, and not of these files. */
  DOES_NOT_FIT("MAP-003", ExitCode.BLOCKED);

  private final String code;
  private final ExitCode exit;

  MappingError(String code, ExitCode exit) {
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
