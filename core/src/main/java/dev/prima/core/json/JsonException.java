package dev.prima.core.json;

/**
 * The text is not JSON, or holds what PostgreSQL's {@code jsonb} refuses. The message names what is
 * wrong and where, never what stands there, as that may be a value of a row. Has no stack trace:
 * bad columns are frequent and answered by a reject, not by a debugger.
 */
public final class JsonException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int position;

  JsonException(String problem, int position) {
    super(problem + " at character " + position, null, false, false);
    this.position = position;
  }

  /** Where, in chars from 0; the length of the text where it ends too early. */
  public int position() {
    return position;
  }
}
