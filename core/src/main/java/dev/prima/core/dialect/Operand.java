package dev.prima.core.dialect;

import org.jspecify.annotations.Nullable;

/**
 * A translated part of an expression.
 *
 * @param literal the text or number of a constant, null for what is none
 * @param affinity that of a column; null for what is none
 * @param binary whether texts of it compare byte by byte
 */
record Operand(
    Type type,
    SqlTemplate sql,
    @Nullable Object literal,
    @Nullable Affinity affinity,
    boolean binary) {
  enum Type {
    INTEGER,
    REAL,
    /** An INTEGER or a REAL, as a double of the same value. */
    NUMBER,
    TEXT,
    BLOB,
    /** 0 or 1 in SQLite. */
    BOOLEAN,
    NULL
  }

  static Operand of(Type type, Object... sql) {
    return new Operand(type, SqlTemplate.of(sql), null, null, true);
  }

  static Operand constant(Type type, Object value, String sql) {
    return new Operand(type, SqlTemplate.text(sql), value, null, true);
  }

  /** As a condition. */
  SqlTemplate condition() throws Untranslated {
    return switch (type) {
      case BOOLEAN -> sql;
      case INTEGER, REAL, NUMBER -> SqlTemplate.of("(", sql, " <> 0)");
      case TEXT, BLOB, NULL -> throw new Untranslated("takes a text for a condition");
    };
  }

  /** As a value: conditions are numbers in SQLite. */
  Operand value() {
    return type == Type.BOOLEAN ? of(Type.INTEGER, "((", sql, ")::integer)") : this;
  }

  /** For functions and orders that depend on a collation. */
  SqlTemplate bytewise() throws Untranslated {
    if (!binary) {
      throw new Untranslated("compares by another collation than BINARY");
    }
    return type == Type.TEXT ? SqlTemplate.of("(", sql, " COLLATE \"C\")") : sql;
  }
}
