package dev.prima.core.dialect;

import dev.prima.core.dialect.Operand.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Functions that both databases compute alike; all immutable, so that indexes take them. */
final class Functions {
  private Functions() {}

  /**
   * @throws Untranslated for all others
   */
  static Operand call(String name, List<Operand> arguments) throws Untranslated {
    String function = name.toLowerCase(Locale.ROOT);
    return switch (function) {
      case "length" -> Operand.of(Type.INTEGER, "(length(", text(name, arguments), ")::bigint)");
      case "lower", "upper" ->
          // By the collation "C" only ASCII letters change, as in SQLite.
          Operand.of(Type.TEXT, function + "(", text(name, arguments), " COLLATE \"C\")");
      case "trim" -> Operand.of(Type.TEXT, "btrim(", text(name, arguments), ")");
      case "ltrim", "rtrim" -> Operand.of(Type.TEXT, function + "(", text(name, arguments), ")");
      case "typeof" -> typeof(arguments);
      case "coalesce", "ifnull" -> coalesce(name, arguments);
      default -> throw new Untranslated("calls " + name);
    };
  }

  private static SqlTemplate text(String name, List<Operand> arguments) throws Untranslated {
    if (arguments.size() != 1 || arguments.get(0).type() != Type.TEXT) {
      throw new Untranslated("calls " + name + " of something else than one text");
    }
    return arguments.get(0).sql();
  }

  private static Operand typeof(List<Operand> arguments) throws Untranslated {
    if (arguments.size() != 1 || arguments.get(0).type() == Type.NULL) {
      throw new Untranslated("calls typeof of something else than one value");
    }
    Operand of = arguments.get(0).value();
    if (of.type() == Type.NUMBER) {
      throw new Untranslated("calls typeof of a number of either class");
    }
    return Operand.of(
        Type.TEXT,
        "(CASE WHEN ",
        of.sql(),
        " IS NULL THEN 'null' ELSE '" + of.type().name().toLowerCase(Locale.ROOT) + "' END)");
  }

  private static Operand coalesce(String name, List<Operand> arguments) throws Untranslated {
    if (arguments.size() < 2) {
      throw new Untranslated("calls " + name + " of one value");
    }
    List<Object> sql = new ArrayList<>(List.of("coalesce("));
    boolean binary = true;
    for (Operand argument : arguments) {
      if (argument.type() != arguments.get(0).type() || argument.type() == Type.NULL) {
        throw new Untranslated("calls " + name + " of values of different classes");
      }
      binary &= argument.binary();
      if (sql.size() > 1) {
        sql.add(", ");
      }
      sql.add(argument.sql());
    }
    sql.add(")");
    return new Operand(arguments.get(0).type(), SqlTemplate.of(sql.toArray()), null, null, binary);
  }
}
