package dev.prima.jobs.plan;

import dev.prima.core.error.ErrorCode;
import dev.prima.core.error.ExitCode;

/** What keeps a migration from following a plan. */
public enum PlanError implements ErrorCode {
  BLOCKED("PLN-001", ExitCode.BLOCKED),
  CHANGED("PLN-002", ExitCode.BLOCKED),
  UNREADABLE("PLN-003", ExitCode.USAGE),
  NOT_TO_RESUME("PLN-004", ExitCode.USAGE);

  private final String code;
  private final ExitCode exit;

  PlanError(String code, ExitCode exit) {
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
