package dev.prima.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.core.error.ExitCode;
import dev.prima.core.report.ReconciliationReport.Verdict;
import dev.prima.core.report.RunReport;
import dev.prima.core.report.TableReport;
import dev.prima.jobs.house.MadePart;
import dev.prima.jobs.report.RunFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * A table of one column for each declared type and kind of values, and files that come later with
 * values of other kinds. Expected is what SQLite gives; the target is asked by the SQL that it
 * states itself.
 */
class LandedTypesIT {
  private static final Path PAGE = Path.of("../jobs/docs/targets.md");
  private static final String TIMESTAMP = "timestamp without time zone";

  @TempDir Path folder;
  private Stores stores;

  /**
   * @param first values of the first file, and the type that they give the column
   * @param later values of the next, and the type that takes both
   */
  private record Case(
      String declared,
      List<@Nullable Object> first,
      String type,
      List<@Nullable Object> later,
      String widened) {}

  private static Case of(
      String declared, List<?> first, String type, List<?> later, String widened) {
    return new Case(declared, List.copyOf(first), type, List.copyOf(later), widened);
  }

  private static final byte[] BLOB = {0, (byte) 0xff, 'x'};

  private static final List<Case> CASES =
      List.of(
          of("INTEGER", List.of(1L, Long.MIN_VALUE), "bigint", List.of("one"), "text"),
          of("INTEGER", List.of("one"), "text", List.of("two"), "text"),
          of("INT", List.of(1L, 1.5), "text", List.of("x"), "text"),
          of("REAL", List.of(0.1, 1 / 0.0, 5e-324, 3.0), "double precision", List.of(BLOB), "text"),
          of("DOUBLE", List.of(1e300), "double precision", List.of("x"), "text"),
          of("TEXT", List.of("", "ß🙂", "1"), "text", List.of(BLOB), "text"),
          of("VARCHAR(3)", List.of("longer than three"), "text", List.of("y"), "text"),
          of("BLOB", List.of(BLOB, new byte[0]), "bytea", List.of("text", 1L, 0.1), "text"),
          of("JSON", List.of("{\"a\": 1}", "no json"), "text", List.of("[]"), "text"),
          of("", List.of(1L), "bigint", List.of(2L), "bigint"),
          of(
              "DECIMAL(10,2)",
              List.of(12.5, -70L, 0.01),
              "numeric(10,2)",
              List.of(7.25),
              "numeric(10,2)"),
          of(
              "DECIMAL(5,2)",
              List.of(12.5, -70L),
              "numeric(5,2)",
              List.of(12345.125),
              "numeric(8,3)"),
          of("NUMERIC(4)", List.of(12L), "numeric(4,0)", List.of("n/a"), "text"),
          of("DECIMAL(5,2)", List.of(0.125), "double precision", List.of(0.5), "double precision"),
          of("DECIMAL(5,2)", List.of(1e300, 5L), "text", List.of(0.5), "text"),
          of("NUMERIC", List.of(12L), "bigint", List.of(0.5), "text"),
          of("BOOLEAN", List.of(0L, 1L), "boolean", List.of(1L), "boolean"),
          of("BOOLEAN", List.of(0L, 1L), "boolean", List.of(2L), "bigint"),
          of("BOOLEAN", List.of(0L, 1L), "boolean", List.of("true"), "text"),
          of("BOOLEAN", List.of("true", "no"), "text", List.of("x"), "text"),
          of("DATE", List.of("0001-01-01", "9999-12-31"), "date", List.of("2024-02-29"), "date"),
          of("DATE", List.of("2024-02-29"), "date", List.of("0000-01-01"), "text"),
          of("DATE", List.of("2024-02-29"), "date", List.of(20240229L), "text"),
          of("DATE", List.of(20240229L), "bigint", List.of(20240228L), "bigint"),
          of("DATETIME", List.of("2024-02-29 01:02:03"), TIMESTAMP, List.of("never"), "text"),
          of(
              "DATETIME",
              List.of("2024-02-29T01:02:03.120Z", "9999-12-31T23:59:59.999Z"),
              TIMESTAMP,
              List.of("0001-01-01T00:00:00.000Z"),
              TIMESTAMP),
          of(
              "DATETIME",
              List.of("2024-02-29 01:02:03+02:00"),
              TIMESTAMP,
              List.of("2024-02-29 01:02:03+01:00"),
              "text"),
          of(
              "TIMESTAMP",
              List.of("2024-02-29 01:02:03.000001"),
              TIMESTAMP,
              List.of("2024-02-29 01:02:03"),
              "text"),
          of("DATETIME", List.of("2024-02-29 01:02"), TIMESTAMP, List.of(5L), "text"),
          of("DATETIME", List.of("2024-02-29"), TIMESTAMP, List.of("2024-03-01"), TIMESTAMP),
          of("DATETIME", List.of("2024-02-30"), "text", List.of("2024-03-01"), "text"),
          of(
              "DATETIME",
              List.of("2024-02-29", "2024-02-29 01:02:03"),
              "text",
              List.of("x"),
              "text"),
          of("DATETIME", List.of(0L, 1_700_000_000L), TIMESTAMP, List.of(1L << 60), "bigint"),
          of("DATETIME", List.of(1_700_000_000L), TIMESTAMP, List.of(1_700_000_000.25), TIMESTAMP),
          of(
              "DATETIME",
              List.of(1_700_000_000.25, 1_700_000_001L),
              TIMESTAMP,
              List.of("x"),
              "text"),
          of("DATETIME", List.of(1_700_000_000_123L), TIMESTAMP, List.of(1_700_000_000.5), "text"),
          of(
              "DATETIME",
              List.of(2_460_000.7501),
              TIMESTAMP,
              List.of(1e9 + 0.5),
              "double precision"),
          of("JULIAN_DAY", List.of(1_721_425.6), TIMESTAMP, List.of(5e6 + 0.1), TIMESTAMP),
          of("TEXT", List.of("2024-02-29"), "text", List.of("2024-02-29"), "text"));

  private static String table(int number) {
    return "t" + number;
  }

  private static void fill(Path file, boolean later) throws SQLException {
    try (Connection connection = DriverManager.getConnection(Query.sqlite(file))) {
      connection.setAutoCommit(false);
      for (int t = 0; t < CASES.size(); t++) {
        Case each = CASES.get(t);
        connection
            .createStatement()
            .execute(
                "CREATE TABLE " + table(t) + " (k INTEGER PRIMARY KEY, v " + each.declared() + ")");
        try (PreparedStatement insert =
            connection.prepareStatement("INSERT INTO " + table(t) + " VALUES (?, ?)")) {
          int k = later ? 1000 : 0;
          for (Object value : later ? each.later() : each.first()) {
            insert.setInt(1, ++k);
            insert.setObject(2, value);
            insert.executeUpdate();
          }
          insert.setInt(1, ++k);
          insert.setObject(2, null);
          insert.executeUpdate();
        }
      }
      connection.commit();
    }
  }

  private String type(int number) {
    return Query.texts(
            stores.url(0),
            "SELECT format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid ="
                + " ?::regclass AND attname = 'v'",
            "legacy." + table(number))
        .get(0);
  }

  private void comesBack(Path file, String condition) throws SQLException {
    for (int t = 0; t < CASES.size(); t++) {
      assertThat(LandedRows.ofTarget(stores.url(0), table(t), 2, condition))
          .as("%s, %s", table(t), CASES.get(t))
          .isEqualTo(LandedRows.ofSource(Query.sqlite(file), "SELECT * FROM " + table(t)));
    }
  }

  private static void ok(RunReport report) {
    assertThat(report.end().error()).isNull();
    assertThat(report.end().exit()).isEqualTo(ExitCode.OK);
  }

  private void reconciled(List<Path> files) {
    RunReport report = stores.reconcile(files);
    assertThat(report.end().error()).isNull();
    assertThat(Objects.requireNonNull(report.findings().reconciliation()).verdict())
        .isEqualTo(Verdict.RECONCILED);
  }

  private static List<String> notes(RunReport report, String table) {
    return report.tables().stream()
        .filter(t -> t.table().equals(table))
        .map(TableReport::notes)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void valuesDecideTypesAndLaterOnesWidenThem() throws Exception {
    Path first = folder.resolve("a.db");
    Path later = folder.resolve("b.db");
    fill(first, false);
    fill(later, true);
    stores = new Stores(folder, "sharding: {shards: 10}");

    RunReport report = stores.migrate(List.of(first));

    ok(report);
    for (int t = 0; t < CASES.size(); t++) {
      assertThat(type(t)).as("%s, %s", table(t), CASES.get(t)).isEqualTo(CASES.get(t).type());
    }
    comesBack(first, "TRUE");
    documented();
    String before = String.valueOf(stores.contents());

    RunReport again = stores.migrate(List.of(first));

    ok(again);
    assertThat(again.totals().loaded()).isZero();
    assertThat(String.valueOf(stores.contents())).isEqualTo(before);

    RunReport widened = stores.migrate(List.of(later));

    RunFolder widening = stores.runFolder();
    ok(widened);
    for (int t = 0; t < CASES.size(); t++) {
      Case each = CASES.get(t);
      assertThat(type(t)).as("%s, %s", table(t), each).isEqualTo(each.widened());
    }
    comesBack(first, "k < 1000");
    comesBack(later, "k >= 1000");
    assertThat(notes(widened, "legacy.t0")).anyMatch(n -> n.contains("v was bigint"));
    reconciled(List.of(first));
    reconciled(List.of(first, later));

    RunReport both = stores.migrate(List.of(first, later));
    ok(both);
    assertThat(both.totals().loaded()).isZero();
    ok(stores.undo(stores.runFolder()));
    ok(stores.undo(widening));
    comesBack(first, "TRUE");
    reconciled(List.of(first));
  }

  @Test
  @EnabledIfSystemProperty(named = "prima.full", matches = "true") // five runs
  void aRunThatWidenedIsUndoneToRightValuesInWidenedColumns() throws Exception {
    Path file = folder.resolve("a.db");
    Query.change(
        Query.sqlite(file),
        "CREATE TABLE t (k TEXT PRIMARY KEY, b BOOLEAN DEFAULT 1, d DATETIME DEFAULT"
            + " CURRENT_TIMESTAMP CHECK (length(d) > 3), n DECIMAL(6,2) DEFAULT 0, i INTEGER"
            + " CHECK (i < 99))",
        "CREATE INDEX by_d ON t (d)",
        "WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 40) INSERT INTO t"
            + " SELECT 'k' || n, n % 2, '2024-01-02 00:00:' || (n + 10), n / 4.0, n FROM n");
    List<String> before = LandedRows.ofSource(Query.sqlite(file), "SELECT * FROM t");
    stores = new Stores(folder, "sharding: {shards: 10}");
    ok(stores.migrate(List.of(file)));
    assertThat(defaults()).hasSize(3);
    // Of copies that differ the smaller hash wins: some of each run do.
    Query.change(Query.sqlite(file), "UPDATE t SET i = -i WHERE i <= 20");
    ok(stores.migrate(List.of(file)));
    RunFolder plain = stores.runFolder();
    List<String> between = LandedRows.ofTarget(stores.url(0), "t", 5, "TRUE");
    assertThat(between).isNotEqualTo(before);
    Query.change(
        Query.sqlite(file), "UPDATE t SET b = 'yes', d = 'none', n = 0.125 WHERE abs(i) > 10");

    RunReport changed = stores.migrate(List.of(file));

    RunFolder widening = stores.runFolder();
    ok(changed);
    assertThat(changed.tables().stream().mapToLong(TableReport::replaced).sum()).isPositive();
    assertThat(LandedRows.ofTarget(stores.url(0), "t", 5, "b = 'yes'"))
        .isNotEmpty()
        .isSubsetOf(LandedRows.ofSource(Query.sqlite(file), "SELECT * FROM t"));
    assertThat(notes(changed, "legacy.t")).anyMatch(n -> n.contains("b was boolean"));
    Query.change(stores.url(0), "INSERT INTO legacy.t (k, source_id) VALUES ('plain', 1)");
    assertThat(Query.texts(stores.url(0), "SELECT d || ' ' || n FROM legacy.t WHERE k = 'plain'"))
        .singleElement()
        .asString()
        .matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d 0\\.000");
    Query.change(stores.url(0), "DELETE FROM legacy.t WHERE k = 'plain'");

    ok(stores.undo(widening));
    assertThat(LandedRows.ofTarget(stores.url(0), "t", 5, "TRUE")).isEqualTo(between);

    // The server wrote all rows anew, so that those of earlier runs are no longer told apart.
    assertThat(stores.undo(plain).end().exit()).isEqualTo(ExitCode.BLOCKED);
    assertThat(LandedRows.ofTarget(stores.url(0), "t", 5, "TRUE")).isEqualTo(between);
  }

  private List<String> defaults() {
    return Query.texts(
        stores.url(0),
        "SELECT column_name || ' ' || column_default FROM information_schema.columns WHERE"
            + " table_schema = 'legacy' AND table_name = 't' AND column_default IS NOT NULL");
  }

  @Test
  void whatAlterTableCannotCarryOverBlocksAndAChangedSourceIsAMismatch() throws Exception {
    Path file = folder.resolve("a.db");
    Query.change(
        Query.sqlite(file),
        "CREATE TABLE keyed (k INTEGER PRIMARY KEY, code INTEGER UNIQUE, v INTEGER, b BOOLEAN)",
        "INSERT INTO keyed VALUES (1, 5, 7, 1), (2, 6, 8, 0)");
    stores = new Stores(folder, "sharding: {shards: 10}");
    ok(stores.migrate(List.of(file)));
    Query.change(Query.sqlite(file), "UPDATE keyed SET v = 'x', b = 'maybe' WHERE k = 1");

    RunReport differs = stores.reconcile(List.of(file));

    assertThat(differs.end().exit()).isEqualTo(ExitCode.DISCREPANCIES);
    assertThat(
            Objects.requireNonNull(differs.findings().reconciliation()).tables().stream()
                .filter(t -> t.table().equals("legacy.keyed"))
                .mapToLong(t -> t.mismatched())
                .sum())
        .isEqualTo(1);
    Query.change(Query.sqlite(file), "UPDATE keyed SET code = 'six' WHERE k = 2");

    RunReport blocked = stores.migrate(List.of(file));

    assertThat(blocked.end().exit()).isEqualTo(ExitCode.BLOCKED);
    assertThat(String.valueOf(blocked.end().error()))
        .contains("code is bigint and would have to become text of several classes")
        .contains("keyed_code_key");
  }

  @Test
  void aLaterRunBringsAColumn() throws Exception {
    Path file = folder.resolve("a.db");
    Query.change(
        Query.sqlite(file), "CREATE TABLE t (k INTEGER PRIMARY KEY)", "INSERT INTO t VALUES (1)");
    stores = new Stores(folder, "sharding: {shards: 10}");
    ok(stores.migrate(List.of(file)));
    Query.change(
        Query.sqlite(file),
        "ALTER TABLE t ADD COLUMN seen BOOLEAN",
        "INSERT INTO t VALUES (2, 1), (3, NULL)");

    assertThat(stores.reconcile(List.of(file)).end().exit()).isEqualTo(ExitCode.DISCREPANCIES);
    RunReport report = stores.migrate(List.of(file));

    ok(report);
    assertThat(report.totals().loaded()).isEqualTo(2);
    assertThat(LandedRows.ofTarget(stores.url(0), "t", 1, "TRUE"))
        .containsExactly("integer 1", "integer 2", "integer 3");
    assertThat(Query.texts(stores.url(0), "SELECT seen::text FROM legacy.t WHERE k = 2"))
        .containsExactly("true");
  }

  @Test
  void storageTakesNoNoticeOfDeclaredTypes() throws Exception {
    Path file = folder.resolve("a.db");
    Query.change(
        Query.sqlite(file),
        "CREATE TABLE t (b BOOLEAN, d DATETIME, n DECIMAL(10,2))",
        "INSERT INTO t VALUES (1, '2024-01-01 00:00:00', 0.5)");
    stores = new Stores(folder, "sharding: {shards: 10}", "source: {types: storage}");

    ok(stores.migrate(List.of(file)));

    assertThat(
            Query.texts(
                stores.url(0),
                "SELECT data_type FROM information_schema.columns WHERE table_schema = 'legacy'"
                    + " ORDER BY ordinal_position"))
        .startsWith("bigint", "text", "double precision");
  }

  @Test
  void textsAtTheEdgesComeBackOrAreRejected() throws Exception {
    Path plain = folder.resolve("a.db");
    Query.change(
        Query.sqlite(plain),
        "CREATE TABLE t (k TEXT PRIMARY KEY, v TEXT, d DATETIME)",
        "INSERT INTO t VALUES ('', '', '0001-01-01 00:00:00'), ('last', ' ', '9999-12-31 23:59:59'),"
            + " ('nul', CAST(x'610062' AS TEXT), NULL), ('bad', CAST(x'61ff' AS TEXT), NULL),"
            + " ('alone', 'x', CAST(x'eda080' AS TEXT))");
    Path wide = folder.resolve("b.db");
    Query.change(
        Query.sqlite(wide),
        "PRAGMA encoding = 'UTF-16le'",
        "CREATE TABLE u (v TEXT, d DATETIME, e TEXT)",
        "INSERT INTO u VALUES ('ß🙂', '2024-02-29 01:02:03', ''), ('', NULL, 'ä')");
    stores = new Stores(folder, "sharding: {shards: 10}", "errors: {budget: 3}");

    RunReport report = stores.migrate(List.of(plain, wide));

    assertThat(report.end().error()).isNull();
    assertThat(report.end().exit()).isEqualTo(ExitCode.REJECTS);
    assertThat(
            report.tables().stream()
                .filter(t -> t.table().equals("legacy.t"))
                .map(t -> t.rejectReasons().toString()))
        .containsExactly("{INVALID_UTF8=2, NUL_CHARACTER=1}");
    assertThat(LandedRows.ofTarget(stores.url(0), "t", 3, "TRUE"))
        .isEqualTo(
            LandedRows.ofSource(
                Query.sqlite(plain), "SELECT * FROM t WHERE k NOT IN ('nul', 'bad', 'alone')"));
    assertThat(LandedRows.ofTarget(stores.url(0), "u", 3, "TRUE"))
        .isEqualTo(LandedRows.ofSource(Query.sqlite(wide), "SELECT * FROM u"));
    assertThat(
            Query.texts(
                stores.url(0),
                "SELECT attname::text FROM pg_attribute WHERE attrelid IN ('legacy.t'::regclass,"
                    + " 'legacy.u'::regclass) AND atttypid = 'timestamp'::regtype"))
        .hasSize(2);
  }

  @Test
  @EnabledIfSystemProperty(named = "prima.full", matches = "true") // values of 100 MB
  void valuesOf100MegabytesComeBack() throws Exception {
    Path file = folder.resolve("a.db");
    Query.change(
        Query.sqlite(file),
        "CREATE TABLE t (k INTEGER PRIMARY KEY, v TEXT, b BLOB)",
        "INSERT INTO t VALUES (1, hex(zeroblob(50000000)), NULL)",
        "INSERT INTO t VALUES (2, NULL, randomblob(100000000))");
    stores = new Stores(folder, "sharding: {shards: 10}");

    ok(stores.migrate(List.of(file)));

    assertThat(Query.number(stores.url(0), "SELECT length(v) FROM legacy.t WHERE k = 1"))
        .isEqualTo(100_000_000L);
    assertThat(Query.number(stores.url(0), "SELECT length(b) FROM legacy.t WHERE k = 2"))
        .isEqualTo(100_000_000L);
  }

  /** The page shows what this test has seen. */
  private void documented() throws IOException {
    StringBuilder made =
        new StringBuilder(
            "| declared | values in SQLite | in PostgreSQL | values there | the original |\n"
                + "|---|---|---|---|---|\n");
    for (int t = 0; t < CASES.size(); t++) {
      Case each = CASES.get(t);
      String url = stores.url(0);
      List<String> stated =
          Query.texts(
              url,
              "SELECT coalesce(regexp_replace(col_description(attrelid, attnum), '^.*as SQLite had"
                  + " it: ', ''), '') FROM pg_attribute WHERE attrelid = ?::regclass AND attname ="
                  + " 'v'",
              "legacy." + table(t));
      boolean mixed =
          Query.number(
                  url,
                  "SELECT count(*) FROM pg_attribute WHERE attrelid = ?::regclass AND attname ="
                      + " 'v#class'",
                  "legacy." + table(t))
              > 0;
      String value = mixed ? "v || ' (' || \"v#class\" || ')'" : "v::text";
      made.append("| ")
          .append(each.declared().isEmpty() ? "–" : "`" + each.declared() + "`")
          .append(" | ")
          .append(each.first().stream().map(LandedTypesIT::shown).collect(Collectors.joining(", ")))
          .append(" | `")
          .append(each.type())
          .append(mixed ? "`, class beside" : "`")
          .append(" | ")
          .append(
              Query.texts(
                      url,
                      "SELECT "
                          + value
                          + " FROM legacy."
                          + table(t)
                          + " WHERE v IS NOT NULL ORDER BY k")
                  .stream()
                  .map(v -> v.isEmpty() ? "(empty)" : "`" + v + "`")
                  .collect(Collectors.joining(", ")))
          .append(" | ")
          .append(
              stated.get(0).isEmpty() || stated.get(0).equals("\"v\"")
                  ? ""
                  : "`" + stated.get(0) + "`")
          .append(" |\n");
    }
    assertThat(MadePart.of(PAGE, LandedTypesIT.class, "types", made.toString()))
        .isEqualTo(made.toString());
  }

  private static String shown(@Nullable Object value) {
    if (value instanceof byte[] bytes) {
      return "BLOB `" + java.util.HexFormat.of().formatHex(bytes) + "`";
    }
    if (value instanceof String text) {
      return "TEXT " + (text.isEmpty() ? "(empty)" : "`" + text + "`");
    }
    return (value instanceof Double ? "REAL" : "INTEGER") + " `" + value + "`";
  }
}
