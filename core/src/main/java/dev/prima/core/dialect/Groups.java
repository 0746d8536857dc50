package dev.prima.core.dialect;

import java.util.ArrayList;
import java.util.List;

/** Parentheses in tokens. */
final class Groups {
  private Groups() {}

  /** The place of the parenthesis that closes the one at {@code open}; -1 where none does. */
  static int closing(List<SqlToken> tokens, int open) {
    int depth = 0;
    for (int i = open; i < tokens.size(); i++) {
      depth += tokens.get(i).symbol("(") ? 1 : tokens.get(i).symbol(")") ? -1 : 0;
      if (depth == 0) {
        return i;
      }
    }
    return -1;
  }

  /** The place of the first opening parenthesis from a place on; -1 for none. */
  static int opening(List<SqlToken> tokens, int from) {
    for (int i = from; i < tokens.size(); i++) {
      if (tokens.get(i).symbol("(")) {
        return i;
      }
    }
    return -1;
  }

  /** What stands between commas that are in no parentheses. */
  static List<List<SqlToken>> parts(List<SqlToken> tokens) {
    List<List<SqlToken>> parts = new ArrayList<>();
    int depth = 0;
    int start = 0;
    for (int i = 0; i < tokens.size(); i++) {
      depth += tokens.get(i).symbol("(") ? 1 : tokens.get(i).symbol(")") ? -1 : 0;
      if (depth == 0 && tokens.get(i).symbol(",")) {
        parts.add(tokens.subList(start, i));
        start = i + 1;
      }
    }
    parts.add(tokens.subList(start, tokens.size()));
    return parts;
  }
}
