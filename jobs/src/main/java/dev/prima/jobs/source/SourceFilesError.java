package dev.prima.jobs.source;

import dev.prima.core.error.ErrorCode;
import dev.prima.core.error.ExitCode;

/** What can be wrong with the names of sources; nothing was touched. */
public enum SourceFilesError implements ErrorCode {
  /** Absent, a folder, a glob that matches nothing, one file twice; the message lists all. */
  NAMES;

  @Override
  public String code() {
    return "SRC-001";
  }

  @Override
  public ExitCode exit() {
    return ExitCode.USAGE;
  }
}
