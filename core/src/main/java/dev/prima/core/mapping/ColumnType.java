package dev.prima.core.mapping;

/** The types of target columns, each with the form in which its values travel between steps. */
public enum ColumnType {
  /** A 64-bit integer, as a word. */
  BIGINT(false),
  /** An IEEE double, as its raw bits in a word. */
  DOUBLE(false),
  /** 0 or 1 in a word. */
  BOOLEAN(false),
  /** Microseconds since the epoch, UTC, in a word. */
  TIMESTAMPTZ(false),
  /** Valid UTF-8 without NUL, as bytes. */
  TEXT(true),
  /** A JSON document as it was written, as UTF-8 bytes; compared in canonical form. */
  JSONB(true),
  BYTEA(true),
  /** 16 bytes. */
  UUID(true),
  /** A value of any class in tagged form, see {@link dev.prima.core.schema.TaggedValue}. */
  TAGGED(true);

  private final boolean bytes;

  ColumnType(boolean bytes) {
    this.bytes = bytes;
  }

  /** Whether values are bytes rather than words. */
  public boolean isBytes() {
    return bytes;
  }

  /** Whether TEXT stands in such a column as text. */
  public boolean keepsText() {
    return this == TEXT || this == JSONB || this == TAGGED;
  }
}
