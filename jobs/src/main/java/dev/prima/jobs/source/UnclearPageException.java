package dev.prima.jobs.source;

/** What pages hold is not what we know how to read; SQLite is to be asked. */
final class UnclearPageException extends Exception {
  private static final long serialVersionUID = 1L;

  UnclearPageException(String what) {
    super(what, null, false, false);
  }
}
