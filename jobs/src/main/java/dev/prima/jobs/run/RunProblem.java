package dev.prima.jobs.run;

import dev.prima.core.error.ErrorCode;
import dev.prima.core.error.ExitCode;

/** What can end a run that is nobody else's error. */
public enum RunProblem implements ErrorCode {
  BUDGET("RUN-010", ExitCode.BLOCKED),
  NO_SOURCES("RUN-011", ExitCode.USAGE),
  NO_READABLE_SOURCE("RUN-012", ExitCode.EXTERNAL),
  INTERRUPTED("RUN-013", ExitCode.INTERRUPTED),
  NOT_RESUMABLE("RUN-014", ExitCode.USAGE),
  CHANGED("RUN-015", ExitCode.BLOCKED);

  private final String code;
  private final ExitCode exit;

  RunProblem(String code, ExitCode exit) {
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
