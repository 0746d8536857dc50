package dev.prima.jobs.reshard;

import dev.prima.core.error.ErrorCode;
import dev.prima.core.error.ExitCode;

/** What can go wrong while a graph is partitioned. */
public enum ReshardError implements ErrorCode {
  /** There is no file of edges, or it cannot be read. */
  NO_EDGES_FILE("SHD-001", ExitCode.USAGE),
  /** The file of edges has other columns than the ones that are read. */
  WRONG_COLUMNS("SHD-002", ExitCode.USAGE),
  /** A number that no partition has; the message lists all of them. */
  BAD_NUMBERS("SHD-003", ExitCode.USAGE),
  /** The folder for the result holds something; nothing is overwritten. */
  FOLDER_NOT_EMPTY("SHD-004", ExitCode.USAGE),
  /** The weights add up to more than 64 bits hold. */
  WEIGHTS_TOO_LARGE("SHD-005", ExitCode.USAGE),
  /** Disk full, folder not writable. */
  CANNOT_WRITE("SHD-006", ExitCode.EXTERNAL);

  private final String code;
  private final ExitCode exit;

  ReshardError(String code, ExitCode exit) {
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
