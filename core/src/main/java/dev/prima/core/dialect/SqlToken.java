package dev.prima.core.dialect;

import java.util.Locale;

/**
 * A token of SQLite's SQL.
 *
 * @param text of names and strings what stands between the quotes, with doubled quotes made one
 */
record SqlToken(Kind kind, String text) {
  enum Kind {
    /** A bare word: a keyword or a name. */
    WORD,
    /** A name in back-ticks or brackets. */
    QUOTED,
    /** In double quotes: a name, or a string where there is no such name. */
    DOUBLE_QUOTED,
    STRING,
    /** The hexadecimal digits. */
    BLOB,
    NUMBER,
    SYMBOL
  }

  /** Whether it is this keyword, in any case. */
  boolean is(String keyword) {
    return kind == Kind.WORD && text.equalsIgnoreCase(keyword);
  }

  boolean symbol(String symbol) {
    return kind == Kind.SYMBOL && text.equals(symbol);
  }

  /** Whether it can name something. */
  boolean names() {
    return kind == Kind.WORD
        || kind == Kind.QUOTED
        || kind == Kind.DOUBLE_QUOTED
        || kind == Kind.STRING;
  }

  String upper() {
    return text.toUpperCase(Locale.ROOT);
  }
}
