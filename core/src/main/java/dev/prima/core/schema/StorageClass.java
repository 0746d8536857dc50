package dev.prima.core.schema;

/**
 * What SQLite really stored for a value, whatever the column declares.
 *
 * @see <a href="https://www.sqlite.org/datatype3.html">SQLite: Datatypes, section 2</a>
 */
public enum StorageClass {
  NULL,
  INTEGER,
  REAL,
  TEXT,
  BLOB;

  private static final StorageClass[] BY_CODE = values();

  /** The class of a code that {@link #code()} gave. */
  public static StorageClass of(byte code) {
    return BY_CODE[code];
  }

  /** One byte for columnar arrays and tagged values; 0 is {@link #NULL}. */
  public byte code() {
    return (byte) ordinal();
  }
}
