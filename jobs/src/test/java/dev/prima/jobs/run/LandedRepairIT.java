package dev.prima.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.core.error.ExitCode;
import dev.prima.core.report.ReconciliationReport.Compared;
import dev.prima.core.report.RunReport;
import dev.prima.jobs.report.RunFolder;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Rows of tables that no profile claims, in columns of every type in which values land: differences
 * that are planted by plain SQL are found, repaired to what SQLite has, and taken back.
 */
class LandedRepairIT {
  /** What no value of SQLite would land as, and once was lost in reading. */
  private static final List<String> STRANGERS =
      List.of(
          "n = 'NaN'",
          "d = 'infinity'",
          "d = '0044-03-15 BC'",
          "s = s + interval '0.5 seconds'",
          "s = '-infinity'",
          "s = '294276-12-31 23:59:59.999999'",
          "e = e + interval '4 microseconds', j = 'infinity'",
          "j = j + interval '1 microsecond'",
          "m = 'abc', \"m#class\" = 'integer'",
          "m = 'abc', \"m#class\" = 'real'",
          "m = '007', \"m#class\" = 'integer'",
          "m = 'AB', \"m#class\" = 'blob'",
          "m = 'x', \"m#class\" = 'other'",
          "m = 'x', \"m#class\" = NULL");

  private static final int FIRST_STRANGER = 21;

  @TempDir Path folder;
  private Stores stores;
  private Path file;

  private void comesBack() throws SQLException {
    assertThat(LandedRows.ofTarget(stores.url(0), "t", 11, "TRUE"))
        .isEqualTo(LandedRows.ofSource(Query.sqlite(file), "SELECT * FROM t"));
    assertThat(LandedRows.ofTarget(stores.url(0), "loose", 5, "TRUE"))
        .isEqualTo(LandedRows.ofSource(Query.sqlite(file), "SELECT * FROM loose"));
    assertThat(LandedRows.ofTarget(stores.url(0), "keyed", 4, "TRUE"))
        .isEqualTo(LandedRows.ofSource(Query.sqlite(file), "SELECT * FROM keyed"));
  }

  private static long sum(RunReport report, String table, ToLongFunction<Compared> of) {
    return Objects.requireNonNull(report.findings().reconciliation()).tables().stream()
        .filter(t -> t.table().equals(table))
        .mapToLong(of)
        .sum();
  }

  private static void found(
      RunReport report, String table, long missing, long mismatched, long unexpected) {
    assertThat(
            List.of(
                sum(report, table, Compared::missing),
                sum(report, table, Compared::mismatched),
                sum(report, table, Compared::unexpected)))
        .as(table)
        .containsExactly(missing, mismatched, unexpected);
  }

  private static void ok(RunReport report) {
    assertThat(report.end().error()).isNull();
    assertThat(report.end().exit()).isEqualTo(ExitCode.OK);
  }

  private void strangers() {
    for (int i = 0; i < STRANGERS.size(); i++) {
      Query.change(
          stores.url(0),
          "UPDATE legacy.t SET " + STRANGERS.get(i) + " WHERE k = " + (FIRST_STRANGER + i));
    }
  }

  @Test
  void differencesInColumnsOfEveryLandedTypeAreRepairedAndTakenBack() throws Exception {
    file = folder.resolve("a.db");
    Query.change(
        Query.sqlite(file),
        "CREATE TABLE t (k INTEGER PRIMARY KEY, n DECIMAL(8,3), b BOOLEAN, d DATE, s DATETIME, e"
            + " DATETIME, j JULIAN_DAY, m, x BLOB, r REAL, \"odd \"\"name\" TEXT)",
        "WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < 40) INSERT INTO t"
            + " SELECT i, i / 8.0, i % 2, date(i * 86400, 'unixepoch'), datetime(i * 90001,"
            + " 'unixepoch'), 1700000000 + i / 4.0, 2460000.5 + i / 7.0, CASE i % 4 WHEN 0 THEN i"
            + " WHEN 1 THEN 'text ' || i WHEN 2 THEN i + 0.1 ELSE zeroblob(i) END, zeroblob(i),"
            + " i / 3.0, 'odd ' || i FROM c",
        "INSERT INTO t (k) VALUES (50)",
        "CREATE TABLE loose (n DECIMAL(5,2), b BOOLEAN, d DATE, s DATETIME, m)",
        "INSERT INTO loose VALUES (1.5, 1, '2024-02-29', '2024-02-29 01:02:03', 1), (1.5, 1,"
            + " '2024-02-29', '2024-02-29 01:02:03', 1), (2, 0, '0001-01-01',"
            + " '9999-12-31 23:59:59', '1'), (3.25, NULL, NULL, NULL, 1.0), (4, 1, '2024-03-01',"
            + " '2024-03-01 00:00:00', x'01')",
        "CREATE TABLE keyed (d DATE, m, n DECIMAL(6,2), v BOOLEAN, PRIMARY KEY (d, m, n))"
            + " WITHOUT ROWID",
        "INSERT INTO keyed VALUES ('2024-01-01', 1, 0.5, 1), ('2024-01-01', '1', 0.5, 0),"
            + " ('2024-01-02', x'31', 7, 1), ('2024-01-03', 1.5, 7.25, NULL)");
    List<Path> files = List.of(file);
    stores = new Stores(folder, "sharding: {shards: 10}");
    ok(stores.migrate(files));
    comesBack();
    assertThat(
            Query.texts(
                stores.url(0),
                "SELECT DISTINCT format_type(atttypid, NULL) FROM pg_attribute WHERE attrelid ="
                    + " 'legacy.t'::regclass AND attnum > 0 ORDER BY 1"))
        .containsExactly(
            "bigint",
            "boolean",
            "bytea",
            "date",
            "double precision",
            "integer",
            "numeric",
            "text",
            "timestamp without time zone");
    String whole = String.valueOf(stores.contents());

    Query.change(
        stores.url(0),
        "DELETE FROM legacy.t WHERE k IN (1, 2, 3, 4, 50)",
        "UPDATE legacy.t SET n = n + 0.001 WHERE k = 5",
        "UPDATE legacy.t SET b = NOT b WHERE k = 6",
        "UPDATE legacy.t SET d = d + 1 WHERE k = 7",
        "UPDATE legacy.t SET s = s + interval '1 second' WHERE k = 8",
        "UPDATE legacy.t SET e = e + interval '0.5 seconds' WHERE k = 9",
        "UPDATE legacy.t SET j = j + interval '1 hour' WHERE k = 10",
        "UPDATE legacy.t SET m = 'other' WHERE k = 13",
        "UPDATE legacy.t SET \"m#class\" = 'text' WHERE k = 12",
        "UPDATE legacy.t SET r = r * 2, x = NULL, \"odd \"\"name\" = NULL WHERE k = 14",
        "INSERT INTO legacy.t SELECT 99, n, b, d, s, e, j, m, \"m#class\", x, r, \"odd \"\"name\","
            + " source_id FROM legacy.t WHERE k = 11",
        "DELETE FROM legacy.loose WHERE ctid = (SELECT ctid FROM legacy.loose WHERE n = 1.5 LIMIT"
            + " 1)",
        "UPDATE legacy.loose SET b = true WHERE n = 2",
        "INSERT INTO legacy.loose SELECT * FROM legacy.loose WHERE n = 4",
        "DELETE FROM legacy.keyed WHERE \"m#class\" IN ('text', 'blob')",
        "UPDATE legacy.keyed SET v = NOT v WHERE \"m#class\" = 'integer'",
        "UPDATE legacy.keyed SET n = 8.25 WHERE \"m#class\" = 'real'");
    strangers();
    String spoilt = String.valueOf(stores.contents());

    RunReport listed = stores.reconcile(files);

    assertThat(listed.end().exit()).isEqualTo(ExitCode.DISCREPANCIES);
    found(listed, "legacy.t", 5, 9 + STRANGERS.size(), 1);
    // Without a key, a row whose values changed is another row.
    found(listed, "legacy.loose", 2, 0, 2);
    found(listed, "legacy.keyed", 3, 1, 1);

    ok(stores.repair(files));

    RunFolder repaired = stores.runFolder();
    comesBack();
    assertThat(String.valueOf(stores.contents())).isEqualTo(whole);
    ok(stores.reconcile(files));
    ok(stores.undo(repaired));
    assertThat(String.valueOf(stores.contents())).isEqualTo(spoilt);
  }
}
