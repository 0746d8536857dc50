package dev.prima.core.reconcile;

import dev.prima.core.error.ErrorCode;
import dev.prima.core.error.ExitCode;

/** What can be wrong with what a reconciliation is told. */
public enum ReconcileError implements ErrorCode {
  /** A table or column that is not there. */
  UNKNOWN("REC-001"),
  /** A tolerance of another kind than its column's values. */
  TOLERANCE("REC-002");

  private final String code;

  ReconcileError(String code) {
    this.code = code;
  }

  @Override
  public String code() {
    return code;
  }

  @Override
  public ExitCode exit() {
    return ExitCode.USAGE;
  }
}
