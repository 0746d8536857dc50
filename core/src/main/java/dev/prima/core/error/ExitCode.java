package dev.prima.core.error;

import java.util.Collection;

/**
 * The exit statuses of every command, in the order in which one outranks the other: where several
 * hold, the first constant wins.
 */
public enum ExitCode {
  BUG(1, "bug"),
  INTERRUPTED(130, "interrupted"),
  EXTERNAL(5, "external"),
  DISCREPANCIES(6, "discrepancies"),
  BLOCKED(4, "blocked"),
  REJECTS(3, "rejects"),
  /**
   * Command line or config wrong: nothing was touched and there is no run, so reports never carry
   * this outcome.
   */
  USAGE(2, "usage"),
  OK(0, "ok");

  private final int status;
  private final String outcome;

  ExitCode(int status, String outcome) {
    this.status = status;
    this.outcome = outcome;
  }

  /** The process's exit status. */
  public int status() {
    return status;
  }

  /** The word that {@code report.json} gives as {@code outcome}. */
  public String outcome() {
    return outcome;
  }

  /** The one that outranks the others; {@link #OK} for none. */
  public static ExitCode worst(Collection<ExitCode> all) {
    return all.stream().min(ExitCode::compareTo).orElse(OK);
  }
}
