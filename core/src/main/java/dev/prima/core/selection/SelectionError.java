package dev.prima.core.selection;

import dev.prima.core.error.ErrorCode;
import dev.prima.core.error.ExitCode;

/** What can be wrong with the names of tables that are taken or left out. */
public enum SelectionError implements ErrorCode {
  /** A name that is neither of the target model nor of schema legacy. */
  UNKNOWN("TAB-001", ExitCode.USAGE),
  /** What is taken needs what is left out. */
  NEEDED("TAB-002", ExitCode.USAGE),
  /** The sources, once they were looked at, hold no such table, or none that is taken. */
  NOT_IN_SOURCES("TAB-003", ExitCode.BLOCKED);

  private final String code;
  private final ExitCode exit;

  SelectionError(String code, ExitCode exit) {
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
