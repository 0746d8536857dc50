package dev.prima.core.dialect;

import java.util.Locale;

/**
 * To what SQLite turns values that go into a column.
 *
 * @see <a href="https://www.sqlite.org/datatype3.html#determination_of_column_affinity">SQLite:
 *     Determination of column affinity</a>
 */
public enum Affinity {
  INTEGER,
  TEXT,
  BLOB,
  REAL,
  NUMERIC;

  /** That of a declared type, which may be empty. */
  public static Affinity of(String declared) {
    String type = declared.toUpperCase(Locale.ROOT);
    if (type.contains("INT")) {
      return INTEGER;
    }
    if (type.contains("CHAR") || type.contains("CLOB") || type.contains("TEXT")) {
      return TEXT;
    }
    if (type.isEmpty() || type.contains("BLOB")) {
      return BLOB;
    }
    return type.contains("REAL") || type.contains("FLOA") || type.contains("DOUB") ? REAL : NUMERIC;
  }

  boolean numeric() {
    return this == INTEGER || this == REAL || this == NUMERIC;
  }
}
