package dev.prima.core.run;

import dev.prima.core.error.ExitCode;

/** What a run found that its books do not tell. */
public enum Finding {
  BUDGET_EXCEEDED(ExitCode.BLOCKED),
  /** The plan found something that would stop a migration. */
  PLAN_BLOCKED(ExitCode.BLOCKED),
  /** A file was left out, or read without what of it is lost, as the config says. */
  BAD_FILE(ExitCode.REJECTS),
  BAD_TARGET(ExitCode.EXTERNAL),
  DISCREPANCIES(ExitCode.DISCREPANCIES),
  INTERRUPTED(ExitCode.INTERRUPTED);

  private final ExitCode exit;

  Finding(ExitCode exit) {
    this.exit = exit;
  }

  public ExitCode exit() {
    return exit;
  }
}
