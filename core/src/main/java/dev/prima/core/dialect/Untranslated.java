package dev.prima.core.dialect;

/** Why a piece of SQL has no equal in PostgreSQL; its message completes "it ...". */
public final class Untranslated extends Exception {
  private static final long serialVersionUID = 1L;

  Untranslated(String why) {
    super(why);
  }

  /** The reason, for instance {@code calls julianday}. */
  public String why() {
    return String.valueOf(getMessage());
  }
}
