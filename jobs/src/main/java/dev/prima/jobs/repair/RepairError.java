package dev.prima.jobs.repair;

import dev.prima.core.error.ErrorCode;
import dev.prima.core.error.ExitCode;

/** What keeps a repair from being done. */
public enum RepairError implements ErrorCode {
  CHANGED("FIX-001", ExitCode.BLOCKED),
  NOT_REVERSIBLE("FIX-002", ExitCode.USAGE),
  NOTHING_FOUND("FIX-003", ExitCode.USAGE);

  private final String code;
  private final ExitCode exit;

  RepairError(String code, ExitCode exit) {
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
