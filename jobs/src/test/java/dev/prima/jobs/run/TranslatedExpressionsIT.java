package dev.prima.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.core.dialect.SchemaTranslator;
import dev.prima.core.dialect.TableExtras;
import dev.prima.core.landing.Landing;
import dev.prima.core.schema.SourceColumn;
import dev.prima.core.schema.SourceTable;
import dev.prima.core.schema.TableDeclaration;
import dev.prima.jobs.embedded.EmbeddedStores;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every kind of expression that is translated, on values at the edges: SQLite and PostgreSQL say
 * the same of each row.
 */
class TranslatedExpressionsIT {
  private static final List<@Nullable Object> INTEGERS =
      Arrays.asList(
          null, 0L, 1L, -1L, 5L, 1L << 53, (1L << 53) + 1, Long.MAX_VALUE, Long.MIN_VALUE);
  private static final List<@Nullable Object> REALS =
      Arrays.asList(
          null,
          0.0,
          -0.0,
          1.5,
          -1.5,
          5.0,
          0.1,
          1e308,
          Double.MIN_VALUE,
          9007199254740992.0,
          Double.POSITIVE_INFINITY,
          Double.NEGATIVE_INFINITY);
  private static final List<Double> DECIMALS =
      List.of(0.0, 1.5, -1.0, 12.25, 99999999.99, -0.01, 2.0);
  private static final List<@Nullable Object> TEXTS =
      Arrays.asList(
          null,
          "",
          "a",
          "A",
          "b",
          "ab",
          "aB%",
          " a ",
          "\ta",
          "ä",
          "Ä",
          "ß",
          "a\\",
          "%",
          "_",
          "it's",
          "5",
          "z",
          "Z",
          "\uD83D\uDE00",
          "\uFFFD",
          "a\nb",
          "active",
          "ACTIVE");

  private static final List<String> CONDITIONS =
      List.of(
          "i > 0",
          "i",
          "NOT i",
          "i IS NULL OR i >= 5",
          "i BETWEEN -1 AND 5",
          "i IN (0, 1, 5)",
          "i NOT IN (0, 1)",
          "i < 1.5",
          "i = 9007199254740992.0",
          "i <> 5",
          "i IS 5",
          "i IS NOT 5",
          "i NOTNULL",
          "(i IS NULL) = (r IS NULL)",
          "(i > 0) = 1",
          "TRUE",
          "i > -9223372036854775808",
          "r > 0",
          "r = 0.0",
          "r <= 0.1",
          "r",
          "r IN (1.5, 5)",
          "r > 9007199254740992",
          "NOT r >= 0",
          "t = 'a'",
          "t < 'b'",
          "t >= 'Z'",
          "t IN ('a', \"A\", 'it''s')",
          "t LIKE 'A%'",
          "t LIKE '%\\%'",
          "t NOT LIKE '_'",
          "t LIKE 'Ä'",
          "t LIKE ''",
          "length(t) > 1",
          "length(t) = 0",
          "lower(t) = 'a'",
          "upper(t) = 'ACTIVE'",
          "upper(t) = 'Ä'",
          "trim(t) = 'a'",
          "ltrim(t) < 'b'",
          "rtrim(t) || 'x' = ' ax'",
          "t || t = 'aa'",
          "coalesce(t, 'none') = 'none'",
          "ifnull(i, -1) = -1",
          "typeof(t) = 'text'",
          "typeof(i) IN ('integer', 'null')",
          "typeof(i > 0) = 'integer'",
          "t <> '' AND i > 0",
          "t IS NULL OR (i > 0 AND NOT r < 0)",
          "t == '5'",
          "t > ''",
          "d > '2020-01-01'",
          "d <> '2021-05-05 00:00:00'",
          "length(d) = 19",
          "typeof(d) IN ('text', 'null')",
          "b",
          "b IN (0, 1)",
          "b = TRUE OR b IS NULL",
          "NOT b",
          "typeof(b) = 'integer'",
          "p > 0",
          "p",
          "p = 1.5",
          "p >= 2",
          "p BETWEEN -1 AND 12.25",
          "p IN (0, 1.5, 12.25)",
          "p < r",
          "e > 1600000000",
          "e = 1600000001",
          "typeof(e) IN ('integer', 'null')",
          "m < 1600000000123");

  @TempDir Path folder;

  @Test
  void bothDatabasesSayTheSameOfEveryRow() throws SQLException {
    StringBuilder sql =
        new StringBuilder(
            "CREATE TABLE x (i INTEGER, r REAL, t TEXT, d DATETIME, b BOOLEAN, p DECIMAL(10,2), e"
                + " DATETIME, m DATETIME");
    CONDITIONS.forEach(c -> sql.append(", CHECK (").append(c).append(')'));
    sql.append(')');
    List<SourceColumn> columns =
        List.of(
            new SourceColumn("i", "INTEGER", false, 0, false),
            new SourceColumn("r", "REAL", false, 0, false),
            new SourceColumn("t", "TEXT", false, 0, false),
            new SourceColumn("d", "DATETIME", false, 0, false),
            new SourceColumn("b", "BOOLEAN", false, 0, false),
            new SourceColumn("p", "DECIMAL(10,2)", false, 0, false),
            new SourceColumn("e", "DATETIME", false, 0, false),
            new SourceColumn("m", "DATETIME", false, 0, false));
    SchemaTranslator.Translation translated =
        SchemaTranslator.translate(
            new SourceTable(
                "x",
                columns,
                true,
                List.of(),
                new TableDeclaration(
                    List.of(sql.toString()),
                    Map.of(),
                    List.of(),
                    false,
                    0,
                    false,
                    List.of(),
                    List.of())),
            List.of(
                Landing.BIGINT,
                Landing.DOUBLE,
                Landing.TEXT,
                landing("timestamp without time zone", "YYYY-MM-DD HH:MM:SS"),
                Landing.BOOLEAN,
                landing("numeric(10,2)", ""),
                landing("timestamp without time zone", "epoch seconds"),
                landing("timestamp without time zone", "epoch milliseconds")));
    assertThat(translated.notes()).isEmpty();
    List<String> theirs =
        translated.extras().checks().stream()
            .map(TableExtras.Check::condition)
            .map(c -> c.render(name -> '"' + name + '"'))
            .toList();
    String legacy = Query.sqlite(folder.resolve("x.db"));
    String node = EmbeddedStores.freshDatabases().get(0).jdbcUrl();
    fill(
        legacy,
        "CREATE TABLE x (i INTEGER, r REAL, t TEXT, d DATETIME, b BOOLEAN, p DECIMAL(10,2), e"
            + " DATETIME, m DATETIME, n INTEGER)",
        "?, ?, ?, ?, ?, ?, ?, ?, ?");
    fill(
        node,
        "CREATE TABLE x (i bigint, r double precision, t text COLLATE \"C\", d timestamp, b boolean,"
            + " p numeric(10,2), e timestamp, m timestamp, n int)",
        "?, ?, ?, (?::text)::timestamp, (?::int)::boolean, ?, to_timestamp(?) AT TIME ZONE 'UTC',"
            + " to_timestamp(?::bigint / 1000.0) AT TIME ZONE 'UTC', ?");

    for (int c = 0; c < CONDITIONS.size(); c++) {
      String condition = CONDITIONS.get(c);
      assertThat(holds(node, theirs.get(c)))
          .as("%s as %s", condition, theirs.get(c))
          .isEqualTo(holds(legacy, condition));
    }
  }

  /** Of each row, whether it keeps a check. */
  private static List<List<@Nullable Object>> holds(String url, String condition) {
    return Query.rows(
        url,
        "SELECT n, CASE WHEN "
            + condition
            + " THEN 'yes' WHEN NOT ("
            + condition
            + ") THEN 'no' ELSE 'unknown' END FROM x ORDER BY n");
  }

  private static Landing landing(String type, String form) {
    return Landing.standing(type, "holds " + form + ", as SQLite had it: c").orElseThrow();
  }

  private static void fill(String url, String table, String values) throws SQLException {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (Object i : INTEGERS) {
      rows.add(Arrays.asList(i, 1.5, "a"));
      rows.add(Arrays.asList(i, null, null));
    }
    REALS.forEach(r -> rows.add(Arrays.asList(3L, r, "r")));
    TEXTS.forEach(t -> rows.add(Arrays.asList(4L, 2.5, t)));
    try (Connection connection = DriverManager.getConnection(url)) {
      connection.createStatement().execute(table);
      try (PreparedStatement insert =
          connection.prepareStatement("INSERT INTO x VALUES (" + values + ")")) {
        for (int n = 0; n < rows.size(); n++) {
          List<@Nullable Object> row = rows.get(n);
          for (int c = 0; c < 3; c++) {
            insert.setObject(c + 1, row.get(c));
          }
          insert.setObject(4, n % 5 == 0 ? null : "2021-05-0" + n % 5 + " 00:00:00");
          insert.setObject(5, n % 3 == 0 ? null : Integer.valueOf(n % 3 - 1));
          insert.setObject(6, n % 7 == 0 ? null : DECIMALS.get(n % DECIMALS.size()));
          insert.setObject(7, n % 4 == 0 ? null : Long.valueOf(1_600_000_000L + n % 4));
          insert.setObject(8, n % 4 == 0 ? null : Long.valueOf(1_600_000_000_122L + n % 4));
          insert.setObject(9, n);
          insert.executeUpdate();
        }
      }
    }
  }
}
