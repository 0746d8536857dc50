package dev.prima.core.dialect;

import dev.prima.core.dialect.Operand.Type;
import java.util.Map;

/** Comparisons that come out the same in both databases. */
final class Comparison {
  private static final Map<String, String> OPERATORS =
      Map.of(
          "=",
          " = ",
          "==",
          " = ",
          "<>",
          " <> ",
          "!=",
          " <> ",
          "<",
          " < ",
          "<=",
          " <= ",
          ">",
          " > ",
          ">=",
          " >= ",
          "IS",
          " IS NOT DISTINCT FROM ",
          "IS NOT",
          " IS DISTINCT FROM ");

  private Comparison() {}

  /**
   * @param operator of SQLite
   * @throws Untranslated where SQLite would convert one of them, or compares by other rules
   */
  static Operand of(Operand a, String operator, Operand b) throws Untranslated {
    String ours = OPERATORS.get(operator);
    if (ours == null) {
      throw new Untranslated("compares by " + operator);
    }
    if (a.type() == Type.NULL || b.type() == Type.NULL) {
      return ofNull(a, operator, b);
    }
    Operand left = a.value();
    Operand right = b.value();
    if (left.type() == right.type()) {
      unconverted(left, right);
      unconverted(right, left);
      return Operand.of(Type.BOOLEAN, "(", left.bytewise(), ours, right.bytewise(), ")");
    }
    if (left.type() == Type.NUMBER || right.type() == Type.NUMBER) {
      return Operand.of(Type.BOOLEAN, "(", real(left), ours, real(right), ")");
    }
    return Operand.of(Type.BOOLEAN, "(", beside(left, right), ours, beside(right, left), ")");
  }

  private static Operand ofNull(Operand a, String operator, Operand b) throws Untranslated {
    if (b.type() != Type.NULL || a.type() == Type.NULL || !operator.startsWith("IS")) {
      throw new Untranslated("compares with NULL");
    }
    return Operand.of(
        Type.BOOLEAN, "(", a.sql(), operator.equals("IS") ? " IS NULL)" : " IS NOT NULL)");
  }

  /** A text beside a column of numbers becomes a number where it looks like one. */
  private static void unconverted(Operand column, Operand other) throws Untranslated {
    Affinity affinity = column.affinity();
    if (column.type() != Type.TEXT || affinity == null || !affinity.numeric()) {
      return;
    }
    boolean same = other.affinity() != null && other.affinity().numeric();
    boolean plain = other.literal() instanceof String text && !Literals.looksNumeric(text);
    if (!same && !plain) {
      throw new Untranslated("compares texts that SQLite may take for numbers");
    }
  }

  /** As a double of the same value. */
  private static SqlTemplate real(Operand operand) throws Untranslated {
    if (operand.literal() instanceof Long whole && Math.abs(whole) <= Literals.EXACT) {
      return SqlTemplate.text(Literals.real(whole));
    }
    if (operand.type() != Type.NUMBER && operand.type() != Type.REAL) {
      throw new Untranslated("compares values of different classes");
    }
    return operand.sql();
  }

  private static SqlTemplate beside(Operand operand, Operand other) throws Untranslated {
    if (operand.type() == Type.INTEGER
        && other.type() == Type.REAL
        && operand.literal() instanceof Long whole
        && Math.abs(whole) <= Literals.EXACT) {
      return SqlTemplate.text(Literals.real(whole));
    }
    if (operand.type() == Type.REAL
        && other.type() == Type.INTEGER
        && operand.literal() instanceof Double real) {
      return SqlTemplate.text(Literals.exact(real));
    }
    boolean numbers =
        operand.literal() == null
            && (operand.type() == Type.INTEGER && other.literal() instanceof Double
                || operand.type() == Type.REAL && other.literal() instanceof Long);
    if (!numbers) {
      throw new Untranslated("compares values of different classes");
    }
    return operand.sql();
  }
}
