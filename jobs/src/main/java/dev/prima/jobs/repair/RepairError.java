package dev.prima.jobs.repair;

import dev.prima.core.error.ErrorCode;
import dev.prima.core.error.ExitCode;
import dev.prima.core.error.PrimaException;
import java.util.List;

/** What keeps a repair from being done. */
public enum RepairError implements ErrorCode {
  CHANGED("FIX-001", ExitCode.BLOCKED),
  NOT_REVERSIBLE("FIX-002", ExitCode.USAGE),
  NOTHING_FOUND("FIX-003", ExitCode.USAGE),
  KEPT_CHANGED("FIX-004", ExitCode.BLOCKED),
  COLUMNS_EXCLUDED("FIX-005", ExitCode.BLOCKED);

  private final String code;
  private final ExitCode exit;

  RepairError(String code, ExitCode exit) {
    this.code = code;
    this.exit = exit;
  }

  /** A repair that is refused, with nothing touched. */
  static PrimaException changed(List<String> reasons) {
    return new PrimaException(
        CHANGED,
        "Something changed since the differences were listed: "
            + String.join("; ", reasons)
            + ". Nothing was touched; look again with: scripts/prima reconcile --level row");
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
