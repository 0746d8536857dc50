package dev.prima.jobs.source;

import static dev.prima.jobs.source.RowLines.WIDE;
import static dev.prima.jobs.source.RowLines.byBoth;
import static dev.prima.jobs.source.RowLines.bySqlite;
import static dev.prima.jobs.source.RowLines.rows;
import static dev.prima.jobs.source.RowLines.table;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.core.schema.RowPage;
import dev.prima.core.schema.SourceTable;
import dev.prima.jobs.source.RowReader.PageLimit;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.SQLiteConnection;

/** Rows come from the pages as SQLite gives them. */
class PageRowReaderTest {
  @TempDir Path folder;

  @Test
  void everyValueIsWhatSqliteReads() throws Exception {
    Path file =
        make(
            "CREATE TABLE t (id INTEGER PRIMARY KEY, i INTEGER, r DOUBLE PRECISION, x, b BLOB)",
            "INSERT INTO t VALUES (-9223372036854775808, 0, 1, 0.0, x'')",
            "INSERT INTO t VALUES (-1, 1, -128, -0.0, x'00')",
            "INSERT INTO t VALUES (0, 127, 32768, 'text in no type', 'text in a blob')",
            "INSERT INTO t VALUES (1, 128, 8388608, '', 12)",
            "INSERT INTO t VALUES (2, -32769, 2147483648, cast(x'61ff62' AS TEXT), 1e300)",
            "INSERT INTO t VALUES (300, 2147483647, 140737488355328, 'a' || char(0) || 'b', NULL)",
            "INSERT INTO t VALUES (70000, -2147483649, 1e15, 9e999, NULL)",
            "INSERT INTO t VALUES (8589934592, 140737488355327, 'no number', -9e999, NULL)",
            "INSERT INTO t VALUES (9223372036854775806, -140737488355329, x'01', 1, NULL)",
            "INSERT INTO t VALUES (9223372036854775807, 9223372036854775807, NULL, 0.1, NULL)");
    assertThat(byPages(file, "t")).hasSize(10).isEqualTo(bySqlite(file, "t"));
    assertThat(byPages(file, "t").get(0))
        .isEqualTo(
            "-9223372036854775808: INTEGER"
                + " -9223372036854775808, INTEGER 0, REAL 3ff0000000000000, REAL 0, BLOB ");
  }

  @Test
  void recordsOverManyPagesComeWhole() throws Exception {
    for (int pageSize : new int[] {512, 4096, 65_536}) {
      Path file =
          makeAt(
              pageSize + ".db",
              "PRAGMA page_size = " + pageSize,
              "PRAGMA auto_vacuum = " + (pageSize == 512 ? 1 : 0),
              "CREATE TABLE t (a TEXT, b)",
              "INSERT INTO t"
                  + SqlFile.numbers(1, 900)
                  + "SELECT printf('%.*c', i * 3, 'ä') || i, zeroblob(i) FROM n",
              "INSERT INTO t VALUES (printf('%.300000c', 'y'), zeroblob(200000))",
              "DELETE FROM t WHERE rowid % 7 = 0",
              "UPDATE t SET b = zeroblob(3000) WHERE rowid % 5 = 0");
      assertThat(byPages(file, "t")).hasSize(773).isEqualTo(bySqlite(file, "t"));
    }
  }

  @Test
  void columnsThatCameLaterAreNullInOlderRecords() throws Exception {
    Path file =
        make(
            "CREATE TABLE t (a, gone)",
            "INSERT INTO t VALUES (1, 'x'), (2, 'y')",
            "ALTER TABLE t ADD COLUMN late INTEGER",
            "INSERT INTO t VALUES (3, 'z', 4)");
    assertThat(byPages(file, "t"))
        .isEqualTo(bySqlite(file, "t"))
        .contains("1: INTEGER 1, TEXT 78, NULL");
    // Which writes all records anew.
    SqlFile.execute(file, "ALTER TABLE t DROP COLUMN gone");
    assertThat(byPages(file, "t")).isEqualTo(bySqlite(file, "t")).contains("1: INTEGER 1, NULL");
  }

  @Test
  void nothingIsTakenFromRecordsThatDoNotTellAllValues() throws Exception {
    Path file =
        make(
            "CREATE TABLE generated (a, b AS (a * 2), c AS (a + 1) STORED)",
            "INSERT INTO generated (a) VALUES (1)",
            "CREATE TABLE keyed (a TEXT PRIMARY KEY) WITHOUT ROWID",
            "CREATE TABLE shadowed (rowid, _rowid_, oid)",
            "CREATE TABLE odd (a \"ﬂoat\")");
    for (String table : List.of("generated", "keyed", "shadowed", "odd")) {
      assertThat(RecordDecoder.of(table(file, table))).isEmpty();
      assertThat(byBoth(file, table)).isEqualTo(bySqlite(file, table));
    }
    Path wide =
        makeAt(
            "wide.db",
            "PRAGMA encoding = 'UTF-16le'",
            "CREATE TABLE t (a)",
            "INSERT INTO t VALUES ('süß')");
    assertThat(byBoth(wide, "t")).isEqualTo(bySqlite(wide, "t")).hasSize(1);
  }

  @Test
  void aKeyThatIsNoRowidIsReadFromItsRecord() throws Exception {
    Path file =
        make(
            "CREATE TABLE t (id INTEGER PRIMARY KEY DESC, x)",
            "INSERT INTO t VALUES (50, 'a'), (NULL, 'b'), (7, 'c')");
    assertThat(byPages(file, "t")).isEqualTo(bySqlite(file, "t")).contains("2: NULL, TEXT 62");
  }

  /** The first page of rows comes from the pages, the others through SQLite. */
  @Test
  void sqliteReadsTheRestFromWhereADefaultIsMissing() throws Exception {
    Path file =
        make(
            "CREATE TABLE t (id INTEGER PRIMARY KEY, x)",
            "INSERT INTO t" + SqlFile.numbers(11, 20) + "SELECT i, 'old ' || i FROM n",
            "ALTER TABLE t ADD COLUMN late DEFAULT 'never written'",
            "INSERT INTO t" + SqlFile.numbers(1, 10) + "SELECT i, 'new ' || i, i FROM n");
    SourceTable t = table(file, "t");
    AtomicInteger asked = new AtomicInteger();
    PageLimit few = new PageLimit(4, 1 << 20);
    List<String> rows;
    try (SQLiteConnection connection = SqliteConnections.openImmutable(file);
        PageFile pages = PageFile.readOnly(file);
        RowReader reader =
            reader(
                connection,
                pages,
                t,
                RowRange.ALL,
                few,
                last -> {
                  asked.incrementAndGet();
                  assertThat(last).hasValue(8);
                  SqliteRowReader rest =
                      SqliteRowReader.open(connection, file, t, RowRange.ALL, few);
                  rest.skipPast(8);
                  return rest;
                })) {
      rows = rows(reader);
    }
    assertThat(asked).hasValue(1);
    assertThat(rows).hasSize(30).isEqualTo(bySqlite(file, "t"));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void rangesAndPagesAreThoseOfSqlite(long seed) throws Exception {
    Random random = new Random(seed);
    Path file = RowLines.made(folder.resolve("made.db"), random);
    for (int i = 0; i < 40; i++) {
      long a = random.nextInt(6_000) - 500;
      long b = random.nextInt(6_000) - 500;
      RowRange range = new RowRange(Math.min(a, b), Math.max(a, b));
      PageLimit limit = new PageLimit(1 + random.nextInt(300), 1 + random.nextInt(20_000));
      try (SQLiteConnection connection = SqliteConnections.openImmutable(file);
          PageFile pages = PageFile.readOnly(file);
          RowReader mine =
              reader(connection, pages, table(file, "t"), range, limit, PageRowReaderTest::never);
          RowReader library =
              SqliteRowReader.open(connection, file, table(file, "t"), range, limit)) {
        for (RowPage page = library.next(); page != null; page = library.next()) {
          assertThat(rows(mine.next())).isEqualTo(rows(page));
        }
        assertThat(mine.next()).isNull();
      }
    }
  }

  @Test
  void whatIsNoNumberIsNull() throws Exception {
    Path file = make("CREATE TABLE t (a)", "INSERT INTO t VALUES (1.2345)");
    RowLines.patch(file, "02073ff3c083126e978d", "02077ff8000000000001");
    assertThat(byPages(file, "t")).isEqualTo(bySqlite(file, "t")).containsExactly("1: NULL");
  }

  private static List<String> byPages(Path file, String table) throws Exception {
    try (SQLiteConnection connection = SqliteConnections.openImmutable(file);
        PageFile pages = PageFile.readOnly(file);
        RowReader reader =
            reader(
                connection,
                pages,
                table(file, table),
                RowRange.ALL,
                WIDE,
                PageRowReaderTest::never)) {
      return rows(reader);
    }
  }

  private static RowReader never(OptionalLong last) {
    throw new AssertionError("SQLite is asked for what is behind " + last);
  }

  private static RowReader reader(
      SQLiteConnection connection,
      PageFile pages,
      SourceTable table,
      RowRange range,
      PageLimit limit,
      Function<OptionalLong, RowReader> library)
      throws Exception {
    int root;
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT rootpage FROM sqlite_schema WHERE name = ?")) {
      statement.setString(1, table.name());
      root = statement.executeQuery().getInt(1);
    }
    return new PageRowReader(
        new RecordCursor(pages, root, range),
        RecordDecoder.of(table).orElseThrow(),
        table.columns().size(),
        limit,
        library);
  }

  private Path make(String... statements) throws Exception {
    return makeAt("a.db", statements);
  }

  private Path makeAt(String name, String... statements) throws Exception {
    return SqlFile.execute(folder.resolve(name), statements);
  }
}
