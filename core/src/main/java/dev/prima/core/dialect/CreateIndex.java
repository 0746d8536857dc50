package dev.prima.core.dialect;

import java.util.List;

/**
 * The elements and the condition of a CREATE INDEX.
 *
 * @param elements as written, each with its collation and direction
 * @param where empty where it is of all rows
 */
record CreateIndex(List<List<SqlToken>> elements, List<SqlToken> where) {
  static CreateIndex of(String sql) throws Untranslated {
    List<SqlToken> tokens = SqlTokens.of(sql);
    int open = Groups.opening(tokens, 0);
    int close = open < 0 ? -1 : Groups.closing(tokens, open);
    if (close < 0) {
      throw new Untranslated("has no columns");
    }
    List<SqlToken> rest = tokens.subList(close + 1, tokens.size());
    return new CreateIndex(
        Groups.parts(tokens.subList(open + 1, close)),
        !rest.isEmpty() && rest.get(0).is("WHERE") ? rest.subList(1, rest.size()) : List.of());
  }

  /** An element without its direction. */
  List<SqlToken> expression(int element) {
    List<SqlToken> tokens = elements.get(element);
    int last = tokens.size() - 1;
    return last > 0 && (tokens.get(last).is("ASC") || tokens.get(last).is("DESC"))
        ? tokens.subList(0, last)
        : tokens;
  }
}
