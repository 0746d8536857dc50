package dev.prima.core.dialect;

import dev.prima.core.dialect.SqlToken.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes SQLite's SQL apart into tokens, without spaces and comments.
 *
 * @see <a href="https://www.sqlite.org/lang_keywords.html">SQLite: how names and strings are
 *     quoted</a>
 */
final class SqlTokens {
  private final String sql;
  private final List<SqlToken> tokens = new ArrayList<>();
  private int at;

  private SqlTokens(String sql) {
    this.sql = sql;
  }

  /**
   * @throws Untranslated where something in it is none of the tokens that a schema can hold
   */
  static List<SqlToken> of(String sql) throws Untranslated {
    SqlTokens reader = new SqlTokens(sql);
    while (reader.at < sql.length()) {
      reader.next();
    }
    return List.copyOf(reader.tokens);
  }

  private void next() throws Untranslated {
    char c = sql.charAt(at);
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f') {
      at++;
    } else if (sql.startsWith("--", at)) {
      int end = sql.indexOf('\n', at);
      at = end < 0 ? sql.length() : end + 1;
    } else if (sql.startsWith("/*", at)) {
      int end = sql.indexOf("*/", at + 2);
      at = end < 0 ? sql.length() : end + 2;
    } else if (c == '\'') {
      add(Kind.STRING, quoted('\''));
    } else if (c == '"') {
      add(Kind.DOUBLE_QUOTED, quoted('"'));
    } else if (c == '`') {
      add(Kind.QUOTED, quoted('`'));
    } else if (c == '[') {
      int end = sql.indexOf(']', at);
      if (end < 0) {
        throw new Untranslated("has a bracket that is not closed");
      }
      add(Kind.QUOTED, sql.substring(at + 1, end));
      at = end + 1;
    } else if ((c == 'x' || c == 'X') && at + 1 < sql.length() && sql.charAt(at + 1) == '\'') {
      at++;
      add(Kind.BLOB, quoted('\''));
    } else if (digit(c) || c == '.' && at + 1 < sql.length() && digit(sql.charAt(at + 1))) {
      number();
    } else if (letter(c)) {
      int start = at;
      while (at < sql.length() && (letter(sql.charAt(at)) || digit(sql.charAt(at)))) {
        at++;
      }
      add(Kind.WORD, sql.substring(start, at));
    } else {
      symbol();
    }
  }

  private void add(Kind kind, String text) {
    tokens.add(new SqlToken(kind, text));
  }

  private String quoted(char quote) throws Untranslated {
    StringBuilder text = new StringBuilder();
    at++;
    while (at < sql.length()) {
      char c = sql.charAt(at++);
      if (c != quote) {
        text.append(c);
      } else if (at < sql.length() && sql.charAt(at) == quote) {
        text.append(quote);
        at++;
      } else {
        return text.toString();
      }
    }
    throw new Untranslated("has a quote that is not closed");
  }

  private void number() throws Untranslated {
    int start = at;
    if (sql.startsWith("0x", at) || sql.startsWith("0X", at)) {
      at += 2;
      while (at < sql.length() && Character.digit(sql.charAt(at), 16) >= 0) {
        at++;
      }
    } else {
      digits();
      if (at < sql.length() && sql.charAt(at) == '.') {
        at++;
        digits();
      }
      if (at < sql.length() && (sql.charAt(at) == 'e' || sql.charAt(at) == 'E')) {
        at++;
        if (at < sql.length() && (sql.charAt(at) == '+' || sql.charAt(at) == '-')) {
          at++;
        }
        digits();
      }
    }
    if (at < sql.length() && letter(sql.charAt(at))) {
      throw new Untranslated("has a number that is none");
    }
    add(Kind.NUMBER, sql.substring(start, at));
  }

  private void digits() {
    while (at < sql.length() && digit(sql.charAt(at))) {
      at++;
    }
  }

  private void symbol() throws Untranslated {
    for (String symbol : List.of("||", "<=", ">=", "<>", "!=", "==", "<<", ">>", "->>", "->")) {
      if (sql.startsWith(symbol, at)) {
        at += symbol.length();
        add(Kind.SYMBOL, symbol);
        return;
      }
    }
    char c = sql.charAt(at);
    if ("()+-*/%<>=,.&|~;".indexOf(c) < 0) {
      throw new Untranslated("has a sign that no schema has");
    }
    at++;
    add(Kind.SYMBOL, String.valueOf(c));
  }

  private static boolean digit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean letter(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c == '$' || c >= 0x80;
  }
}
