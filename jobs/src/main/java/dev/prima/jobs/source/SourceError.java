package dev.prima.jobs.source;

import dev.prima.core.error.ErrorCode;
import dev.prima.core.error.ExitCode;

/** What can be wrong with a source file or with taking a snapshot of it. */
public enum SourceError implements ErrorCode {
  UNREADABLE("SRC-010"),
  VANISHED("SRC-011"),
  NOT_A_FILE("SRC-012"),
  EMPTY("SRC-013"),
  NOT_SQLITE("SRC-014"),
  ENCRYPTED("SRC-015"),
  TRUNCATED("SRC-016"),
  DAMAGED("SRC-017"),
  BUSY("SRC-018"),
  DISK_FULL("SRC-019"),
  SCHEMA("SRC-020"),
  SNAPSHOT_FAILED("SRC-021"),
  NOT_SHARED("SRC-022");

  private final String code;

  SourceError(String code) {
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
