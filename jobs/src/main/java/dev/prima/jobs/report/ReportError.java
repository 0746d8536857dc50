package dev.prima.jobs.report;

import dev.prima.core.error.ErrorCode;
import dev.prima.core.error.ExitCode;

/** What can go wrong with folders of runs. */
public enum ReportError implements ErrorCode {
  /** The folder of runs cannot be used; nothing was touched. */
  RUNS_FOLDER("REP-001", ExitCode.USAGE),
  /** There is no such run. */
  NO_RUN("REP-002", ExitCode.USAGE),
  /** A file of a run cannot be written, for instance because the disk is full. */
  WRITE("REP-003", ExitCode.EXTERNAL),
  /** A run's report cannot be read. */
  READ("REP-004", ExitCode.EXTERNAL),
  /** There is no browser to show a report in; the report is there. */
  NO_BROWSER("REP-005", ExitCode.EXTERNAL),
  /** A process is at work on the run; nothing was touched. */
  HELD("REP-006", ExitCode.EXTERNAL);

  private final String code;
  private final ExitCode exit;

  ReportError(String code, ExitCode exit) {
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
