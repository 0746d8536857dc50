package dev.prima.jobs.schedule;

import dev.prima.core.error.ErrorCode;
import dev.prima.core.error.ExitCode;

/** What keeps a schedule from being followed. */
public enum ScheduleError implements ErrorCode {
  CRON("SCH-001", ExitCode.USAGE),
  ANOTHER_RUNS("SCH-002", ExitCode.BLOCKED),
  FILES("SCH-003", ExitCode.EXTERNAL);

  private final String code;
  private final ExitCode exit;

  ScheduleError(String code, ExitCode exit) {
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
