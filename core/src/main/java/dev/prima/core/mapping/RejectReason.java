package dev.prima.core.mapping;

/** Why no target can hold a row as it is. The names are part of the report. */
public enum RejectReason {
  TYPE_MISMATCH("A value of a kind that the column does not take."),
  TIME_RANGE("A time later than the stores' range, an epoch of 1e14 or more."),
  INVALID_UTF8("A text that is no UTF-8."),
  NUL_CHARACTER("The character U+0000 in a text, which PostgreSQL cannot hold."),
  INVALID_JSON("Not JSON, or JSON that PostgreSQL refuses."),
  KEY_MISSING("No key, or an empty one."),
  NULL_NOT_ALLOWED("No value where the target wants one."),
  KEY_TOO_LONG("A key over 2,600 bytes, all its columns together, which no index takes."),
  TOO_LARGE("A value over 8 MB, or a row over 12 MB, in a table that also stands in Cassandra.");

  private final String meaning;

  RejectReason(String meaning) {
    this.meaning = meaning;
  }

  /** One sentence for those who read a report. */
  public String meaning() {
    return meaning;
  }
}
