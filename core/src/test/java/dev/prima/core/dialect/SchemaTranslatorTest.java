package dev.prima.core.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.core.dialect.SchemaTranslator.Translation;
import dev.prima.core.landing.Landing;
import dev.prima.core.schema.SourceColumn;
import dev.prima.core.schema.SourceIndex;
import dev.prima.core.schema.SourceTable;
import dev.prima.core.schema.TableDeclaration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaTranslatorTest {
  private static final List<Landing> LANDINGS =
      Arrays.asList(
          Landing.BIGINT, Landing.DOUBLE, Landing.TEXT, Landing.BYTEA, Landing.TEXT, Landing.MIXED);

  private static Translation translate(
      String constraints, Map<String, String> defaults, List<SourceIndex> indexes) {
    return translate(constraints, defaults, indexes, LANDINGS);
  }

  private static Translation translate(
      String constraints,
      Map<String, String> defaults,
      List<SourceIndex> indexes,
      List<Landing> landings) {
    List<SourceColumn> columns =
        List.of(
            new SourceColumn("i", "INTEGER", false, 0, false),
            new SourceColumn("r", "REAL", false, 0, false),
            new SourceColumn("t", "TEXT", false, 0, false),
            new SourceColumn("b", "BLOB", false, 0, false),
            new SourceColumn("day", "DATETIME", false, 0, false),
            new SourceColumn("mixed", "", false, 0, false));
    String sql =
        "CREATE TABLE x (i INTEGER, r REAL, t TEXT, b BLOB, day DATETIME, mixed"
            + constraints
            + ")";
    return SchemaTranslator.translate(
        new SourceTable(
            "x",
            columns,
            true,
            indexes,
            new TableDeclaration(
                List.of(sql), defaults, List.of(), false, 0, false, List.of(), List.of())),
        landings);
  }

  @Test
  void aKeyThatSqliteNumbersHasNoDefaultBeside() {
    Translation translated =
        SchemaTranslator.translate(
            new SourceTable(
                "x",
                List.of(new SourceColumn("i", "INTEGER", false, 1, false)),
                true,
                List.of(),
                new TableDeclaration(
                    List.of("CREATE TABLE x (i INTEGER DEFAULT 5, PRIMARY KEY (i))"),
                    Map.of("i", "5"),
                    List.of(),
                    true,
                    0,
                    false,
                    List.of(),
                    List.of())),
            List.of(Landing.BIGINT));
    assertThat(translated.extras().identity()).isNotNull();
    assertThat(translated.extras().defaults()).isEmpty();
    assertThat(translated.notes())
        .containsExactly(
            "default of column i is not carried over: SQLite numbers the rows and never takes it");
  }

  private static String check(String condition) {
    Translation translated = translate(", CHECK (" + condition + ")", Map.of(), List.of());
    assertThat(translated.notes()).isEmpty();
    return translated.extras().checks().get(0).condition().render(c -> '"' + c + '"');
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "i + 1 > 2",
        "i = '5'",
        "i > t",
        "r > i",
        "t = 5",
        "day > '5'",
        "mixed > 1",
        "mixed IS NULL",
        "t GLOB 'a*'",
        "t LIKE t",
        "t LIKE 'a' ESCAPE 'b'",
        "julianday(day) > 0",
        "t REGEXP 'x'",
        "t MATCH 'x'",
        "i IN (SELECT 1)",
        "EXISTS (SELECT 1)",
        "t COLLATE NOCASE = 'a'",
        "i = NULL",
        "rowid > 5",
        "t",
        "i & 1",
        "~i",
        "-i < 0",
        "CASE WHEN i THEN 1 ELSE 0 END",
        "CAST(i AS TEXT) = '1'",
        "i -> 'a'",
        "pg_sleep(10) IS NULL",
        "i > 1); DROP TABLE x; --",
        "i > 1; SELECT 1",
        "i > ?1",
        "i IN ()"
      })
  void whatIsNotProvablyTheSameIsNamedAndLeft(String condition) {
    Translation translated = translate(", CHECK (" + condition + ")", Map.of(), List.of());
    assertThat(translated.extras().checks()).isEmpty();
    assertThat(translated.notes()).hasSize(1);
  }

  @Test
  void namesAndLiteralsAreWrittenAnew() {
    assertThat(check("\"I\" <> 5 /* x */ AND [t] = 'it''s' -- y\n"))
        .isEqualTo("((\"i\" <> 5::bigint) AND ((\"t\" COLLATE \"C\") = ('it''s' COLLATE \"C\")))");
    assertThat(check("t = '\\'')); DROP TABLE x; --'"))
        .contains(" E'\\\\''))")
        .doesNotContain(" '\\");
    assertThat(check("t IN (\"a\", 'b')")).contains("'a'", "'b'");
    assertThat(check("NOT i BETWEEN 0x10 AND -9223372036854775808"))
        .contains("NOT", "16::bigint", "'-9223372036854775808'::bigint");
    assertThat(check("r >= 1")).isEqualTo("(\"r\" >= '1.0'::double precision)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "i|'5'|5::bigint",
        "i|5.0|5::bigint",
        "i|(-7)|('-7'::bigint)",
        "i|TRUE|1::bigint",
        "i|(strftime('%s', 'now'))|floor(extract(epoch FROM statement_timestamp()))::bigint",
        "i|(unixepoch())|floor(extract(epoch FROM statement_timestamp()))::bigint",
        "r|1|'1.0'::double precision",
        "r|'1e3'|'1000.0'::double precision",
        "t|5|'5'",
        "t|'it''s'|'it''s'",
        "t|\"word\"|'word'",
        "b|x'00FF'|decode('00FF', 'hex')",
        "day|CURRENT_TIMESTAMP|to_char(statement_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"
            + " HH24:MI:SS')",
        "day|(date('NOW'))|to_char(statement_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD')"
      })
  void defaultsAreWhatSqliteWouldStore(String column, String written, String expected) {
    Translation translated = translate("", Map.of(column, written), List.of());
    assertThat(translated.notes()).isEmpty();
    assertThat(translated.extras().defaults())
        .containsExactly(new TableExtras.Default(column, expected));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "i|'five'",
        "i|CURRENT_TIMESTAMP",
        "i|1.5",
        "t|1.5",
        "mixed|5",
        "r|9007199254740993",
        "t|(lower(hex(randomblob(4))))",
        "day|(datetime('now', 'localtime'))",
        "i|(1 + 1)",
        "t|('a'); DROP TABLE x",
        "i|9223372036854775808"
      })
  void defaultsOfAnotherClassOrByAnExpressionAreNamed(String column, String written) {
    Translation translated = translate("", Map.of(column, written), List.of());
    assertThat(translated.extras().defaults()).isEmpty();
    assertThat(translated.notes())
        .singleElement()
        .asString()
        .startsWith("default of column " + column + " is not carried over");
  }

  @Test
  void anIndexByNocaseIsOneOfSmallLetters() {
    SourceIndex index =
        new SourceIndex(
            "by_t",
            List.of(
                new SourceIndex.Part("t", true, "NOCASE"),
                new SourceIndex.Part("", false, "BINARY")),
            true,
            false,
            true,
            "CREATE UNIQUE INDEX by_t ON x (t COLLATE NOCASE DESC, length(t) ASC) WHERE i NOTNULL");
    TableExtras.Index translated =
        translate("", Map.of(), List.of(index)).extras().indexes().get(0);
    assertThat(translated.elements())
        .extracting(TableExtras.Element::descending)
        .containsExactly(true, false);
    assertThat(translated.elements())
        .extracting(e -> e.expression().render(c -> c))
        .containsExactly("lower(t COLLATE \"C\")", "(length(t)::bigint)");
    assertThat(translated.where()).isNotNull();
    assertThat(translated.where().render(c -> c)).isEqualTo("(i IS NOT NULL)");
  }

  @Test
  void namesOfConstraintsAreKept() {
    Translation translated =
        translate(
            ", CONSTRAINT \"not nothing\" CHECK (i <> 0) CHECK (r > 0), UNIQUE (i)",
            Map.of(),
            List.of());
    assertThat(translated.extras().checks())
        .extracting(TableExtras.Check::name)
        .containsExactly("not nothing", "x_check2");
  }

  /** Of columns in the types that they declare: a boolean, a decimal and times. */
  private static final List<Landing> DECLARED =
      List.of(
          Landing.BOOLEAN,
          Landing.standing("numeric(10,2)", "").orElseThrow(),
          Landing.DATE,
          Landing.BYTEA,
          Landing.standing(
                  "timestamp without time zone", "holds YYYY-MM-DD HH:MM:SS, as SQLite had it: x")
              .orElseThrow(),
          Landing.standing(
                  "timestamp without time zone", "holds epoch seconds, as SQLite had it: x")
              .orElseThrow());

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "i IN (0, 1); (((\"i\"::int) = 0::bigint) OR ((\"i\"::int) = 1::bigint))",
        "r > 5; ((\"r\"::double precision) > '5.0'::double precision)",
        "typeof(r) = 'real'; ",
        "length(t) = 10; ",
        "mixed > 5; ((extract(epoch from \"mixed\")::bigint) > 5::bigint)",
      })
  void expressionsSeeTheOriginalValuesOfDeclaredTypes(String condition, String expected) {
    Translation translated =
        translate(", CHECK (" + condition + ")", Map.of(), List.of(), DECLARED);

    List<String> checks =
        translated.extras().checks().stream()
            .map(c -> c.condition().render(name -> '"' + name + '"'))
            .toList();
    if (condition.startsWith("typeof")) {
      assertThat(checks).isEmpty();
      assertThat(translated.notes()).singleElement().asString().contains("either class");
    } else if (condition.startsWith("length")) {
      assertThat(checks)
          .singleElement()
          .asString()
          .contains("to_char(\"t\"::timestamp, 'YYYY-MM-DD')");
    } else {
      assertThat(checks).containsExactly(expected);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "i; 1; 'true'::boolean",
        "i; FALSE; 'false'::boolean",
        "i; 2; ",
        "r; 5; ", // In a column of this affinity it is the REAL 5.0.
        "r; 0.25; '0.25'::numeric(10,2)",
        "r; 0.125; ",
        "t; '2024-01-01'; '2024-01-01'::date",
        "t; 'none'; ",
        "t; CURRENT_DATE; (statement_timestamp() AT TIME ZONE 'UTC')::date",
        "t; CURRENT_TIMESTAMP; ",
        "day; '2024-01-01 00:00:00'; '2024-01-01 00:00:00'::timestamp without time zone",
        "day; CURRENT_TIMESTAMP; date_trunc('second', statement_timestamp() AT TIME ZONE 'UTC')",
        "mixed; 86400; '1970-01-02 00:00:00'::timestamp without time zone",
        "mixed; (unixepoch()); date_trunc('second', statement_timestamp() AT TIME ZONE 'UTC')",
        "mixed; CURRENT_TIMESTAMP; ",
      })
  void defaultsAreOfTheDeclaredTypeOrNamed(String column, String written, String expected) {
    Translation translated = translate("", Map.of(column, written), List.of(), DECLARED);

    if (expected == null) {
      assertThat(translated.extras().defaults()).isEmpty();
      assertThat(translated.notes()).singleElement().asString().contains("is not carried over");
    } else {
      assertThat(translated.extras().defaults())
          .singleElement()
          .satisfies(d -> assertThat(d.expression()).isEqualTo(expected));
    }
  }

  @Test
  void noIndexIsOfAnExpressionThatFormatsATime() {
    SourceIndex byLength =
        new SourceIndex(
            "by_length",
            List.of(new SourceIndex.Part("", false, "")),
            false,
            false,
            false,
            "CREATE INDEX by_length ON x (length(day))");

    Translation translated = translate("", Map.of(), List.of(byLength), DECLARED);

    assertThat(translated.extras().indexes()).isEmpty();
    assertThat(translated.notes()).singleElement().asString().contains("stand as times");
  }
}
