package dev.prima.core.dialect;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What of a CREATE TABLE no pragma tells: checks, collations, and which foreign keys wait for the
 * end of a transaction.
 *
 * @param collations by column in small letters
 * @param deferred of each foreign key in the order in which they are written
 */
record CreateTable(List<Check> checks, Map<String, String> collations, List<Boolean> deferred) {
  static final CreateTable NONE = new CreateTable(List.of(), Map.of(), List.of());

  /**
   * @param name empty where it has none
   */
  record Check(String name, List<SqlToken> condition) {}

  /** What all of these agree on; a collation is one where any has it. */
  static CreateTable common(List<CreateTable> tables) {
    CreateTable first = tables.get(0);
    Map<String, String> collations = new HashMap<>();
    tables.forEach(t -> collations.putAll(t.collations));
    return new CreateTable(
        first.checks.stream().filter(c -> tables.stream().allMatch(t -> t.has(c))).toList(),
        Map.copyOf(collations),
        first.deferred);
  }

  boolean has(Check check) {
    return checks.stream().anyMatch(c -> c.condition().equals(check.condition()));
  }

  static CreateTable of(String sql) throws Untranslated {
    List<SqlToken> tokens = SqlTokens.of(sql);
    int open = Groups.opening(tokens, 0);
    int close = open < 0 ? -1 : Groups.closing(tokens, open);
    if (close < 0) {
      throw new Untranslated("has no columns");
    }
    List<Check> checks = new ArrayList<>();
    Map<String, String> collations = new HashMap<>();
    List<Boolean> deferred = new ArrayList<>();
    for (List<SqlToken> part : Groups.parts(tokens.subList(open + 1, close))) {
      read(part, checks, collations, deferred);
    }
    return new CreateTable(List.copyOf(checks), Map.copyOf(collations), List.copyOf(deferred));
  }

  private static void read(
      List<SqlToken> part,
      List<Check> checks,
      Map<String, String> collations,
      List<Boolean> deferred) {
    String name = "";
    for (int i = 0; i + 1 < part.size(); i++) {
      SqlToken token = part.get(i);
      SqlToken next = part.get(i + 1);
      if (token.symbol("(")) {
        int close = Groups.closing(part, i);
        if (close < 0) {
          return;
        }
        i = close;
      } else if (token.is("CONSTRAINT")) {
        name = next.text();
        i++;
      } else if (token.is("CHECK") && next.symbol("(")) {
        int close = Groups.closing(part, i + 1);
        if (close < 0) {
          return;
        }
        checks.add(new Check(name, List.copyOf(part.subList(i + 2, close))));
        name = "";
        i = close;
      } else if (token.is("COLLATE") && i > 0) {
        collations.put(part.get(0).text().toLowerCase(Locale.ROOT), next.text());
        i++;
      } else if (token.is("REFERENCES")) {
        deferred.add(false);
      } else if (token.is("INITIALLY") && next.is("DEFERRED") && !deferred.isEmpty()) {
        boolean deferrable = i > 0 && part.get(i - 1).is("DEFERRABLE");
        boolean not = i > 1 && part.get(i - 2).is("NOT");
        deferred.set(deferred.size() - 1, deferrable && !not);
      }
    }
  }
}
