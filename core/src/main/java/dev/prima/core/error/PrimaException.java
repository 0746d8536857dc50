package dev.prima.core.error;

import org.jspecify.annotations.Nullable;

/**
 * An error that the user can act on. Its message names the thing, the value of a setting, the place
 * and the next step; values of rows and secrets never stand in it. Anything else that is thrown is
 * a fault of ours and exits with 1.
 */
public final class PrimaException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode error;

  public PrimaException(ErrorCode error, String message) {
    this(error, message, null);
  }

  public PrimaException(ErrorCode error, String message, @Nullable Throwable cause) {
    super(error.code() + " " + message, cause);
    this.error = error;
  }

  public ErrorCode error() {
    return error;
  }

  public ExitCode exit() {
    return error.exit();
  }
}
