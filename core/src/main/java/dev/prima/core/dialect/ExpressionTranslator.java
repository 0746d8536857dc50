package dev.prima.core.dialect;

import dev.prima.core.dialect.Operand.Type;
import dev.prima.core.landing.Landing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Translates expressions of SQLite whose value PostgreSQL computes alike for every row that the
 * target can hold: comparisons, AND, OR, NOT, IN, BETWEEN, LIKE with a constant, {@code ||} and a
 * few functions. Arithmetic is not among them: SQLite goes on with doubles where PostgreSQL ends
 * with an error.
 *
 * <p>Recursive descent over tokens, by SQLite's precedence; one expression an instance.
 *
 * @see <a href="https://www.sqlite.org/lang_expr.html">SQLite: expressions</a>
 */
final class ExpressionTranslator {
  /** Deeper ones are none that a person wrote. */
  private static final int DEEPEST = 100;

  /** Decimals of so many digits are doubles of the same order. */
  private static final int EXACT_DIGITS = 15;

  private final List<SqlToken> tokens;
  private final List<TypedColumn> columns;
  private int at;
  private int depth;

  private ExpressionTranslator(List<SqlToken> tokens, List<TypedColumn> columns) {
    this.tokens = tokens;
    this.columns = columns;
  }

  /** As a condition. */
  static SqlTemplate condition(List<SqlToken> tokens, List<TypedColumn> columns)
      throws Untranslated {
    return whole(tokens, columns).condition();
  }

  /** As a value. */
  static SqlTemplate value(List<SqlToken> tokens, List<TypedColumn> columns) throws Untranslated {
    Operand whole = whole(tokens, columns);
    return whole.bytewise();
  }

  private static Operand whole(List<SqlToken> tokens, List<TypedColumn> columns)
      throws Untranslated {
    ExpressionTranslator translator = new ExpressionTranslator(tokens, columns);
    Operand whole = translator.or();
    if (translator.at < tokens.size()) {
      throw new Untranslated("uses " + tokens.get(translator.at).text());
    }
    return whole;
  }

  private Operand or() throws Untranslated {
    if (++depth > DEEPEST) {
      throw new Untranslated("is nested too deeply");
    }
    Operand left = and();
    while (takeWord("OR")) {
      left = Operand.of(Type.BOOLEAN, "(", left.condition(), " OR ", and().condition(), ")");
    }
    depth--;
    return left;
  }

  private Operand and() throws Untranslated {
    Operand left = not();
    while (takeWord("AND")) {
      left = Operand.of(Type.BOOLEAN, "(", left.condition(), " AND ", not().condition(), ")");
    }
    return left;
  }

  private Operand not() throws Untranslated {
    int negations = 0;
    while (takeWord("NOT")) {
      negations++;
    }
    Operand operand = equality();
    for (int i = 0; i < negations; i++) {
      operand = negated(operand);
    }
    return operand;
  }

  private static Operand negated(Operand operand) throws Untranslated {
    return Operand.of(Type.BOOLEAN, "(NOT ", operand.condition(), ")");
  }

  private Operand equality() throws Untranslated {
    Operand left = order();
    while (true) {
      Optional<String> symbol = takeSymbol("=", "==", "<>", "!=");
      if (symbol.isPresent()) {
        left = Comparison.of(left, symbol.get(), order());
      } else if (takeWord("IS")) {
        String operator = takeWord("NOT") ? "IS NOT" : "IS";
        left = Comparison.of(left, operator, order());
      } else if (takeWord("ISNULL")) {
        left = Comparison.of(left, "IS", nothing());
      } else if (takeWord("NOTNULL")) {
        left = Comparison.of(left, "IS NOT", nothing());
      } else if (peekWord("NOT") && at + 1 < tokens.size()) {
        at++;
        if (takeWord("NULL")) {
          left = Comparison.of(left, "IS NOT", nothing());
        } else {
          left = negated(membership(left));
        }
      } else if (peekWord("IN") || peekWord("BETWEEN") || peekWord("LIKE")) {
        left = membership(left);
      } else {
        return left;
      }
    }
  }

  private static Operand nothing() {
    return Operand.constant(Type.NULL, "", "NULL");
  }

  /** IN, BETWEEN or LIKE. */
  private Operand membership(Operand left) throws Untranslated {
    if (takeWord("IN")) {
      expect("(");
      List<Object> any = new ArrayList<>(List.of("("));
      do {
        if (any.size() > 1) {
          any.add(" OR ");
        }
        any.add(Comparison.of(left, "=", or()).sql());
      } while (takeSymbol(",").isPresent());
      expect(")");
      any.add(")");
      return Operand.of(Type.BOOLEAN, any.toArray());
    }
    if (takeWord("BETWEEN")) {
      Operand from = order();
      if (!takeWord("AND")) {
        throw new Untranslated("uses BETWEEN without AND");
      }
      Operand least = Comparison.of(left, ">=", from);
      Operand most = Comparison.of(left, "<=", order());
      return Operand.of(Type.BOOLEAN, "(", least.sql(), " AND ", most.sql(), ")");
    }
    if (takeWord("LIKE")) {
      Operand pattern = order();
      if (left.type() != Type.TEXT
          || pattern.type() != Type.TEXT
          || !(pattern.literal() instanceof String text)) {
        throw new Untranslated("uses LIKE with something else than a constant");
      }
      if (peekWord("ESCAPE")) {
        throw new Untranslated("uses ESCAPE");
      }
      // SQLite's LIKE takes ASCII letters of either case for the same, and has no escape sign.
      return Operand.of(
          Type.BOOLEAN,
          "(lower(",
          SqlTemplate.of(left.sql(), " COLLATE \"C\""),
          ") LIKE ",
          Literals.text(asciiLower(text)),
          " ESCAPE '')");
    }
    throw new Untranslated("uses " + describe());
  }

  private static String asciiLower(String text) {
    StringBuilder lower = new StringBuilder(text);
    for (int i = 0; i < lower.length(); i++) {
      char c = lower.charAt(i);
      if (c >= 'A' && c <= 'Z') {
        lower.setCharAt(i, (char) (c + 32));
      }
    }
    return lower.toString();
  }

  private Operand order() throws Untranslated {
    Operand left = concatenation();
    while (true) {
      Optional<String> symbol = takeSymbol("<", "<=", ">", ">=");
      if (symbol.isEmpty()) {
        return left;
      }
      left = Comparison.of(left, symbol.get(), concatenation());
    }
  }

  private Operand concatenation() throws Untranslated {
    Operand left = primary();
    while (takeSymbol("||").isPresent()) {
      Operand right = primary();
      if (left.type() != Type.TEXT || right.type() != Type.TEXT) {
        throw new Untranslated("joins what is no text");
      }
      left =
          new Operand(
              Type.TEXT,
              SqlTemplate.of("(", left.sql(), " || ", right.sql(), ")"),
              null,
              null,
              left.binary() && right.binary());
    }
    return left;
  }

  private Operand primary() throws Untranslated {
    if (takeSymbol("(").isPresent()) {
      Operand inner = or();
      expect(")");
      return inner;
    }
    Optional<String> sign = takeSymbol("-", "+");
    if (at >= tokens.size()) {
      throw new Untranslated("ends too early");
    }
    SqlToken token = tokens.get(at++);
    if (sign.isPresent() && token.kind() != SqlToken.Kind.NUMBER) {
      throw new Untranslated("calculates");
    }
    return switch (token.kind()) {
      case NUMBER -> Constants.number(sign.orElse("+") + token.text());
      case STRING -> Operand.constant(Type.TEXT, token.text(), Literals.text(token.text()));
      case BLOB -> Operand.constant(Type.BLOB, token.text(), Literals.blob(token.text()));
      case WORD, QUOTED, DOUBLE_QUOTED -> named(token);
      case SYMBOL -> throw new Untranslated("uses " + token.text());
    };
  }

  private Operand named(SqlToken token) throws Untranslated {
    if (token.kind() == SqlToken.Kind.WORD && takeSymbol("(").isPresent()) {
      List<Operand> arguments = new ArrayList<>();
      if (takeSymbol(")").isEmpty()) {
        do {
          arguments.add(or());
        } while (takeSymbol(",").isPresent());
        expect(")");
      }
      return Functions.call(token.text(), arguments);
    }
    for (TypedColumn column : columns) {
      if (column.name().equalsIgnoreCase(token.text())) {
        return column(column);
      }
    }
    if (token.is("NULL")) {
      return nothing();
    }
    if (token.is("TRUE") || token.is("FALSE")) {
      return Constants.number(token.is("TRUE") ? "1" : "0");
    }
    if (token.kind() == SqlToken.Kind.DOUBLE_QUOTED) {
      return Operand.constant(Type.TEXT, token.text(), Literals.text(token.text()));
    }
    throw new Untranslated("uses " + token.text());
  }

  /** The original value of a column. */
  private static Operand column(TypedColumn column) throws Untranslated {
    Landing landing = column.landing();
    if (landing.kind() == Landing.Kind.NUMERIC && landing.precision() <= EXACT_DIGITS) {
      return new Operand(
          Type.NUMBER,
          SqlTemplate.of("(", SqlTemplate.column(column.name()), "::double precision)"),
          null,
          column.affinity(),
          column.binary());
    }
    if (column.storageClass() == null) {
      throw new Untranslated("uses " + column.name() + ", which holds values of several classes");
    }
    if (column.indexed() && column.formatted()) {
      throw new Untranslated("uses " + column.name() + ", whose texts stand as times");
    }
    Type type =
        switch (column.storageClass()) {
          case INTEGER -> Type.INTEGER;
          case REAL -> Type.REAL;
          case TEXT -> Type.TEXT;
          case BLOB -> Type.BLOB;
          case NULL -> Type.NULL;
        };
    return new Operand(type, original(column), null, column.affinity(), column.binary());
  }

  private static SqlTemplate original(TypedColumn column) {
    SqlTemplate plain = SqlTemplate.column(column.name());
    if (!column.landing().byDeclaration()) {
      return plain;
    }
    String mark = "\0";
    String written = column.landing().sql().original(mark);
    int at = written.indexOf(mark);
    return SqlTemplate.of(
        "(" + written.substring(0, at), plain, written.substring(at + mark.length()) + ")");
  }

  private boolean peekWord(String word) {
    return at < tokens.size() && tokens.get(at).is(word);
  }

  private boolean takeWord(String word) {
    boolean there = peekWord(word);
    at += there ? 1 : 0;
    return there;
  }

  private Optional<String> takeSymbol(String... symbols) {
    if (at < tokens.size()) {
      for (String symbol : symbols) {
        if (tokens.get(at).symbol(symbol)) {
          at++;
          return Optional.of(symbol);
        }
      }
    }
    return Optional.empty();
  }

  private void expect(String symbol) throws Untranslated {
    if (takeSymbol(symbol).isEmpty()) {
      throw new Untranslated("uses " + describe());
    }
  }

  private String describe() {
    return at < tokens.size() ? tokens.get(at).text() : "what is not complete";
  }
}
