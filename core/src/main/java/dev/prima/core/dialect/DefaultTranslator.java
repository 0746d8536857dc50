package dev.prima.core.dialect;

import dev.prima.core.dialect.Operand.Type;
import dev.prima.core.landing.Landing;
import dev.prima.core.landing.NumberForm;
import dev.prima.core.landing.TextForm;
import dev.prima.core.landing.TimeForm;
import dev.prima.core.schema.StorageClass;
import dev.prima.core.schema.TaggedValue;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Translates what a column takes where an INSERT names none: constants as SQLite would store them,
 * and the present time in the forms that it has in SQLite.
 *
 * @see <a href="https://www.sqlite.org/lang_createtable.html#the_default_clause">The DEFAULT
 *     clause</a>
 */
final class DefaultTranslator {
  private static final HexFormat HEX = HexFormat.of();
  private static final String NOW = "statement_timestamp() AT TIME ZONE 'UTC', ";
  private static final String TIMESTAMP = "to_char(" + NOW + "'YYYY-MM-DD HH24:MI:SS')";
  private static final String DATE = "to_char(" + NOW + "'YYYY-MM-DD')";
  private static final String TIME = "to_char(" + NOW + "'HH24:MI:SS')";
  private static final String EPOCH = "floor(extract(epoch FROM statement_timestamp()))::bigint";

  /** Texts of the present time, by how SQLite writes the call, without spaces. */
  private static final Map<String, String> TIMES =
      Map.ofEntries(
          Map.entry("CURRENT_TIMESTAMP", TIMESTAMP),
          Map.entry("CURRENT_DATE", DATE),
          Map.entry("CURRENT_TIME", TIME),
          Map.entry("DATETIME('NOW')", TIMESTAMP),
          Map.entry("DATE('NOW')", DATE),
          Map.entry("TIME('NOW')", TIME),
          Map.entry("STRFTIME('%Y-%m-%d %H:%M:%S','NOW')", TIMESTAMP),
          Map.entry("STRFTIME('%Y-%m-%d','NOW')", DATE));

  private static final List<String> EPOCHS =
      List.of(
          "UNIXEPOCH()",
          "UNIXEPOCH('NOW')",
          "CAST(STRFTIME('%s','NOW')ASINTEGER)",
          "CAST(STRFTIME('%s','NOW')ASINT)");

  private static final String TEXT_EPOCH = "STRFTIME('%s','NOW')";

  private DefaultTranslator() {}

  /**
   * An expression of PostgreSQL that no column stands in.
   *
   * @param written as {@code PRAGMA table_xinfo} has it
   */
  static String translate(String written, TypedColumn column) throws Untranslated {
    List<SqlToken> tokens = unwrapped(SqlTokens.of(written));
    String call = call(tokens);
    Affinity affinity = column.affinity();
    if (TIMES.containsKey(call)) {
      return now(StorageClass.TEXT, column, String.valueOf(TIMES.get(call)));
    }
    boolean epochText = call.equals(TEXT_EPOCH);
    if (EPOCHS.contains(call) && (affinity.numeric() || affinity == Affinity.BLOB)
        || epochText && affinity.numeric()) {
      if (affinity == Affinity.REAL) {
        throw new Untranslated("computes a number");
      }
      return now(StorageClass.INTEGER, column, EPOCH);
    }
    if (epochText) {
      return now(StorageClass.TEXT, column, "(" + EPOCH + ")::text");
    }
    return stored(constant(tokens), column);
  }

  private static List<SqlToken> unwrapped(List<SqlToken> tokens) {
    List<SqlToken> inner = tokens;
    while (inner.size() > 2
        && inner.get(0).symbol("(")
        && Groups.closing(inner, 0) == inner.size() - 1) {
      inner = inner.subList(1, inner.size() - 1);
    }
    return inner;
  }

  /** Words in capitals, strings between quotes and as they are but for {@code now}. */
  private static String call(List<SqlToken> tokens) {
    return tokens.stream()
        .map(
            t ->
                switch (t.kind()) {
                  case STRING -> "'" + (t.text().equalsIgnoreCase("now") ? "NOW" : t.text()) + "'";
                  case WORD -> t.upper();
                  case SYMBOL -> t.text();
                  case QUOTED, DOUBLE_QUOTED, BLOB, NUMBER -> "?";
                })
        .collect(Collectors.joining());
  }

  private static Operand constant(List<SqlToken> tokens) throws Untranslated {
    boolean signed = tokens.size() == 2 && (tokens.get(0).symbol("-") || tokens.get(0).symbol("+"));
    SqlToken last =
        tokens.isEmpty() ? new SqlToken(SqlToken.Kind.SYMBOL, "") : tokens.get(tokens.size() - 1);
    if (tokens.size() == 1 || signed && last.kind() == SqlToken.Kind.NUMBER) {
      switch (last.kind()) {
        case NUMBER:
          return Constants.number((signed ? tokens.get(0).text() : "") + last.text());
        case STRING, DOUBLE_QUOTED, QUOTED:
          return Operand.constant(Type.TEXT, last.text(), Literals.text(last.text()));
        case BLOB:
          return Operand.constant(Type.BLOB, last.text(), Literals.blob(last.text()));
        case WORD:
          if (last.is("TRUE") || last.is("FALSE")) {
            return Constants.number(last.is("TRUE") ? "1" : "0");
          }
          // A bare word that is no keyword is a string here.
          if (!last.is("NULL") && last.text().matches("[A-Za-z_][A-Za-z_0-9]*")) {
            return Operand.constant(Type.TEXT, last.text(), Literals.text(last.text()));
          }
          break;
        case SYMBOL:
          break;
      }
    }
    throw new Untranslated("is an expression");
  }

  /** What SQLite makes of a constant in a column of this affinity. */
  private static String stored(Operand constant, TypedColumn column) throws Untranslated {
    Object literal = constant.literal();
    Affinity affinity = column.affinity();
    if (constant.type() == Type.BLOB) {
      String hex = String.valueOf(literal);
      String sql = Literals.blob(hex);
      return fitting(column, TaggedValue.bytes(StorageClass.BLOB, HEX.parseHex(hex)), sql);
    }
    if (constant.type() == Type.TEXT) {
      String text = String.valueOf(literal);
      if (affinity.numeric() && Literals.looksNumeric(text)) {
        return number(Constants.number(text.strip()), column);
      }
      return fitting(column, text(text), Literals.text(text));
    }
    return number(constant, column);
  }

  private static String number(Operand number, TypedColumn column) throws Untranslated {
    Affinity affinity = column.affinity();
    if (number.literal() instanceof Long whole) {
      if (affinity == Affinity.TEXT) {
        String digits = Long.toString(whole);
        return fitting(column, text(digits), Literals.text(digits));
      }
      if (affinity == Affinity.REAL) {
        if (Math.abs(whole) > Literals.EXACT) {
          throw new Untranslated("is an integer that no double holds");
        }
        return fitting(column, TaggedValue.real(whole), Literals.real(whole));
      }
      return fitting(column, TaggedValue.integer(whole), Literals.integer(whole));
    }
    if (!(number.literal() instanceof Double real) || affinity == Affinity.TEXT) {
      throw new Untranslated("is a number whose text SQLite chooses");
    }
    boolean whole = real == Math.rint(real);
    if (whole && (affinity == Affinity.INTEGER || affinity == Affinity.NUMERIC)) {
      if (Math.abs(real) > Literals.EXACT) {
        throw new Untranslated("is a number whose class SQLite chooses");
      }
      return fitting(
          column, TaggedValue.integer(real.longValue()), Literals.integer(real.longValue()));
    }
    return fitting(column, TaggedValue.real(real), Literals.real(real));
  }

  private static byte[] text(String text) {
    return TaggedValue.bytes(StorageClass.TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * A constant in the type of the column.
   *
   * @param stored the value, tagged
   * @param sql of a value of its class
   */
  private static String fitting(TypedColumn column, byte[] stored, String sql) throws Untranslated {
    if (!column.landing().byDeclaration()) {
      sameClass(TaggedValue.storageClass(stored), column);
      return sql;
    }
    String typed = column.landing().text(stored);
    if (typed == null) {
      throw new Untranslated("does not fit the type of the column's values");
    }
    return Literals.text(typed) + "::" + column.landing().sqlType();
  }

  /**
   * The present time.
   *
   * @param sql of a value of the class
   */
  private static String now(StorageClass stored, TypedColumn column, String sql)
      throws Untranslated {
    TimeForm form = column.landing().form();
    if (form == null) {
      if (column.landing().byDeclaration()) {
        throw new Untranslated("does not fit the type of the column's values");
      }
      sameClass(stored, column);
      return sql;
    }
    boolean second =
        form.equals(TextForm.SQLITE) && sql.equals(TIMESTAMP)
            || sql.equals(EPOCH)
                && (form == NumberForm.EPOCH_SECONDS || form == NumberForm.EPOCH_FRACTIONS);
    boolean day = form.equals(TextForm.DATE) && sql.equals(DATE);
    if (!second && !day) {
      throw new Untranslated("writes the time otherwise than the column's values");
    }
    String now = "statement_timestamp() AT TIME ZONE 'UTC'";
    String cut = "date_trunc('" + (day ? "day" : "second") + "', " + now + ")";
    return column.landing().kind() == Landing.Kind.DATE ? "(" + now + ")::date" : cut;
  }

  private static void sameClass(StorageClass stored, TypedColumn column) throws Untranslated {
    if (column.storageClass() != stored) {
      throw new Untranslated(
          column.storageClass() == null
              ? "belongs to a column of several classes"
              : "is of class " + stored + ", the column's values are " + column.storageClass());
    }
  }
}
