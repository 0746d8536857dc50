package dev.prima.core.error;

/**
 * A stable code of an error. Each feature has an enum of its own that implements this; scripts may
 * rely on {@link #code()}.
 */
public interface ErrorCode {
  /** For instance {@code SRC-003}. */
  String code();

  /** What the process exits with when this error ends it. */
  ExitCode exit();
}
