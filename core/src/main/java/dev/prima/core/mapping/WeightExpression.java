package dev.prima.core.mapping;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * A weight as a mapping writes it: numbers, columns, {@code + - * /}, parentheses, and the
 * functions {@code coalesce}, {@code least}, {@code greatest}, {@code ln} and {@code sqrt}.
 *
 * <p>Calculates with doubles; NULL is NaN, which only {@code coalesce} turns into something else.
 * Immutable and thread-safe.
 */
public final class WeightExpression implements java.io.Serializable {
  private static final long serialVersionUID = 1L;

  private final String text;
  private final Term term;
  private final Set<String> columns;

  private WeightExpression(String text, Term term, Set<String> columns) {
    this.text = text;
    this.term = term;
    this.columns = columns;
  }

  /** A part of it. */
  @FunctionalInterface
  private interface Term extends java.io.Serializable {
    double of(ToDoubleFunction<String> row);
  }

  /** What is wrong with a text, and where. */
  public static final class SyntaxException extends Exception {
    private static final long serialVersionUID = 1L;

    SyntaxException(String message) {
      super(message);
    }
  }

  /** Parses it. */
  public static WeightExpression parse(String text) throws SyntaxException {
    Parser parser = new Parser(text);
    return new WeightExpression(text, parser.whole(), parser.columns);
  }

  /** The columns that it names. */
  public Set<String> columns() {
    return Set.copyOf(columns);
  }

  /**
   * The weight of a row.
   *
   * @param row gives the value of a column, NaN for NULL
   */
  public double of(ToDoubleFunction<String> row) {
    return term.of(row);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof WeightExpression same && same.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }

  /** By recursive descent. */
  private static final class Parser {
    private final String text;
    private final Set<String> columns = new LinkedHashSet<>();
    private int at;

    Parser(String text) {
      this.text = text;
    }

    Term whole() throws SyntaxException {
      Term all = sum();
      if (at < text.length()) {
        throw wrong("nothing more");
      }
      return all;
    }

    private Term sum() throws SyntaxException {
      Term left = product();
      while (true) {
        Term before = left;
        if (take('+')) {
          Term right = product();
          left = row -> before.of(row) + right.of(row);
        } else if (take('-')) {
          Term right = product();
          left = row -> before.of(row) - right.of(row);
        } else {
          return left;
        }
      }
    }

    private Term product() throws SyntaxException {
      Term left = factor();
      while (true) {
        Term before = left;
        if (take('*')) {
          Term right = factor();
          left = row -> before.of(row) * right.of(row);
        } else if (take('/')) {
          Term right = factor();
          left = row -> before.of(row) / right.of(row);
        } else {
          return left;
        }
      }
    }

    private Term factor() throws SyntaxException {
      if (take('-')) {
        Term negated = factor();
        return row -> -negated.of(row);
      }
      if (take('(')) {
        Term inner = sum();
        require(')');
        return inner;
      }
      char next = at < text.length() ? text.charAt(at) : '\0';
      if (Character.isDigit(next) || next == '.') {
        return number();
      }
      if (Character.isLetter(next) || next == '_') {
        String name = name();
        if (take('(')) {
          return function(name);
        }
        columns.add(name);
        return row -> row.applyAsDouble(name);
      }
      throw wrong("a number, a column or a parenthesis");
    }

    private Term number() throws SyntaxException {
      int from = at;
      while (at < text.length() && (Character.isDigit(text.charAt(at)) || text.charAt(at) == '.')) {
        at++;
      }
      String digits = text.substring(from, at);
      blanks();
      try {
        double value = Double.parseDouble(digits);
        return row -> value;
      } catch (NumberFormatException e) {
        at = from;
        throw wrong("a number");
      }
    }

    private String name() {
      int from = at;
      while (at < text.length()
          && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '_')) {
        at++;
      }
      String name = text.substring(from, at);
      blanks();
      return name;
    }

    private Term function(String name) throws SyntaxException {
      List<Term> arguments = new ArrayList<>();
      do {
        arguments.add(sum());
      } while (take(','));
      require(')');
      Term first = arguments.get(0);
      String known = name.toLowerCase(Locale.ROOT);
      if (arguments.size() > 1) {
        switch (known) {
          case "coalesce":
            return row ->
                arguments.stream()
                    .mapToDouble(a -> a.of(row))
                    .filter(v -> !Double.isNaN(v))
                    .findFirst()
                    .orElse(Double.NaN);
          case "least":
            return row ->
                arguments.stream().mapToDouble(a -> a.of(row)).reduce(Math::min).orElse(0);
          case "greatest":
            return row ->
                arguments.stream().mapToDouble(a -> a.of(row)).reduce(Math::max).orElse(0);
          default:
            break;
        }
      } else if (known.equals("ln")) {
        return row -> StrictMath.log(first.of(row));
      } else if (known.equals("sqrt")) {
        return row -> Math.sqrt(first.of(row));
      }
      throw new SyntaxException(
          "there is no function "
              + name
              + " of "
              + arguments.size()
              + "; known are coalesce, least and greatest of several, ln and sqrt of one");
    }

    private boolean take(char wanted) {
      blanks();
      if (at < text.length() && text.charAt(at) == wanted) {
        at++;
        blanks();
        return true;
      }
      return false;
    }

    private void require(char wanted) throws SyntaxException {
      if (!take(wanted)) {
        throw wrong("'" + wanted + "'");
      }
    }

    private void blanks() {
      while (at < text.length() && text.charAt(at) == ' ') {
        at++;
      }
    }

    private SyntaxException wrong(String expected) {
      return new SyntaxException(
          "expected "
              + expected
              + (at < text.length() ? " at '" + text.substring(at) + "'" : " at the end"));
    }
  }
}
