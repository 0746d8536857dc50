package dev.prima.core.error;

import java.io.Serializable;

/**
 * A stable code of an error. Each feature has an enum of its own that implements this; scripts may
 * rely on {@link #code()}. Errors travel from the executors to the driver.
 */
public interface ErrorCode extends Serializable {
  /** For instance {@code SRC-003}. */
  String code();

  /** What the process exits with when this error ends it. */
  ExitCode exit();
}
