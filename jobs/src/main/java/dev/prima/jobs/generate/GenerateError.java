package dev.prima.jobs.generate;

import dev.prima.core.error.ErrorCode;
import dev.prima.core.error.ExitCode;

/** What can go wrong while legacy files are made. */
public enum GenerateError implements ErrorCode {
  /** Numbers that no network has; the message lists all of them. */
  BAD_NUMBERS("GEN-001", ExitCode.USAGE),
  /** A file is in the way; nothing is overwritten. */
  FILE_EXISTS("GEN-002", ExitCode.USAGE),
  /** Disk full, folder not writable: what was begun has been removed. */
  CANNOT_WRITE("GEN-003", ExitCode.EXTERNAL),
  /** The SQL of a sample file is absent or cannot be read. */
  NO_SAMPLE("GEN-004", ExitCode.USAGE);

  private final String code;
  private final ExitCode exit;

  GenerateError(String code, ExitCode exit) {
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
