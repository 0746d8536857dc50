package dev.prima.jobs.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.core.error.PrimaException;
import dev.prima.core.schema.RowPage;
import dev.prima.core.schema.SourceTable;
import dev.prima.jobs.source.RowReader.PageLimit;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
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
  private static final PageLimit WIDE = new PageLimit(1_000, 1 << 20);

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
              "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 900) INSERT INTO t"
                  + " SELECT printf('%.*c', i * 3, 'ä') || i, zeroblob(i) FROM n",
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
            "INSERT INTO t VALUES (3, 'z', 4)",
            "ALTER TABLE t DROP COLUMN gone");
    assertThat(byPages(file, "t")).isEqualTo(bySqlite(file, "t"));
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
            "INSERT INTO t WITH RECURSIVE n(i) AS (SELECT 11 UNION ALL SELECT i + 1 FROM n LIMIT 20)"
                + " SELECT i, 'old ' || i FROM n",
            "ALTER TABLE t ADD COLUMN late DEFAULT 'never written'",
            "INSERT INTO t WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 10)"
                + " SELECT i, 'new ' || i, i FROM n");
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
                table(file, "t"),
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
    Path file = made(random);
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

  /** Of a file with wrong bytes comes what SQLite makes of it, or its error. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void damagedFilesAreReadAsSqliteReadsThem(long seed) throws Exception {
    Random random = new Random(seed);
    Path sound = made(random);
    for (int i = 0; i < 300; i++) {
      Path file = folder.resolve("damaged.db");
      Files.deleteIfExists(file);
      Files.copy(sound, file);
      damage(file, random);
      String expected = outcome(() -> bySqlite(file, "t"));
      assertThat(outcome(() -> byBoth(file, "t"))).as("round " + i).isEqualTo(expected);
    }
  }

  @Test
  void whatIsNoNumberIsNull() throws Exception {
    Path file = make("CREATE TABLE t (a)", "INSERT INTO t VALUES (1.2345)");
    patch(file, "02073ff3c083126e978d", "02077ff8000000000001");
    assertThat(byPages(file, "t")).isEqualTo(bySqlite(file, "t")).containsExactly("1: NULL");
  }

  @Test
  void aLeafWithoutRowsIsDamage() throws Exception {
    Path file =
        make(
            "CREATE TABLE t (a)",
            "INSERT INTO t WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 900)"
                + " SELECT printf('%.50c', 'x') FROM n");
    byte[] bytes = Files.readAllBytes(file);
    int leaf = 5 * 4096;
    assertThat(bytes[leaf]).isEqualTo((byte) TreePage.TABLE_LEAF);
    bytes[leaf + 3] = 0;
    bytes[leaf + 4] = 0;
    Files.write(file, bytes);
    assertThat(outcome(() -> byBoth(file, "t")))
        .isEqualTo(outcome(() -> bySqlite(file, "t")))
        .isEqualTo(SourceError.DAMAGED.toString());
  }

  /** SQLite goes on with the row behind the last one that came: that must be the greatest. */
  @Test
  void noRowIsTakenOutOfOrder() throws Exception {
    String rows = " WITH RECURSIVE n(i) AS (SELECT %d UNION ALL SELECT i + 1 FROM n LIMIT %d) ";
    Path file =
        make(
            "CREATE TABLE t (id INTEGER PRIMARY KEY, x)",
            "INSERT INTO t" + rows.formatted(101, 400) + "SELECT i, printf('%.40c', 'x') FROM n",
            "ALTER TABLE t ADD COLUMN late DEFAULT 1",
            "INSERT INTO t" + rows.formatted(1, 100) + "SELECT i, printf('%.40c', 'x'), 2 FROM n");
    int first;
    long place;
    try (PageFile pages = PageFile.readOnly(file)) {
      TreePage leaf = new LeafCursor(pages, 2, RowRange.ALL).next();
      first = leaf.count();
      place = (leaf.number() - 1) * 4096L + leaf.cell(first - 1).from() + 1;
    }
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.seek(place);
      assertThat(bytes.read()).isEqualTo(first).isBetween(51, 99);
      bytes.seek(place);
      bytes.write(127);
    }
    PageLimit leafByLeaf = new PageLimit(first, 1 << 20);
    assertThat(byBoth(file, "t", leafByLeaf)).isEqualTo(bySqlite(file, "t")).hasSize(500);
  }

  /** Of its 64 bits the lower ones are the type of a small number. */
  @Test
  void aTypeThatIsTooLongIsNotCutShort() throws Exception {
    Path file = make("CREATE TABLE t (a)", "INSERT INTO t VALUES (x'0102030405060708090a')");
    patch(file, "02200102030405060708090a", "0aff80808080808080020101");
    assertThat(outcome(() -> byBoth(file, "t")))
        .isEqualTo(outcome(() -> bySqlite(file, "t")))
        .isEqualTo(SourceError.DAMAGED.toString());
  }

  /** Puts another record of the same length in the place of one. */
  private static void patch(Path file, String record, String other) throws Exception {
    String bytes = HexFormat.of().formatHex(Files.readAllBytes(file));
    assertThat(bytes).containsOnlyOnce(record);
    Files.write(file, HexFormat.of().parseHex(bytes.replace(record, other)));
  }

  private interface Rows {
    List<String> read() throws Exception;
  }

  private static String outcome(Rows rows) throws Exception {
    try {
      return String.join("\n", rows.read());
    } catch (PrimaException e) {
      return e.error().toString();
    }
  }

  private static void damage(Path file, Random random) throws Exception {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      for (int n = 1 + random.nextInt(3); n > 0; n--) {
        int page = 1 + random.nextInt((int) (bytes.length() / 512) - 1);
        // Headers and pointers as often as content.
        int at = random.nextBoolean() ? random.nextInt(40) : random.nextInt(512);
        bytes.seek(512L * page + at);
        bytes.write(random.nextInt(256));
      }
    }
  }

  /** A table of some thousand rows with gaps, some of them over several pages. */
  private Path made(Random random) throws Exception {
    Path file = makeAt("made.db", "PRAGMA page_size = 512", "CREATE TABLE t (a, b REAL, c TEXT)");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        PreparedStatement insert =
            connection.prepareStatement("INSERT INTO t (rowid, a, b, c) VALUES (?, ?, ?, ?)")) {
      connection.setAutoCommit(false);
      for (int id = -200; id < 5_000; id += 1 + random.nextInt(4)) {
        insert.setLong(1, id);
        insert.setObject(2, value(random));
        insert.setObject(3, value(random));
        insert.setObject(4, value(random));
        insert.execute();
      }
      connection.commit();
    }
    return file;
  }

  private static Object value(Random random) {
    return switch (random.nextInt(6)) {
      case 0 -> null;
      case 1 -> random.nextLong() >> random.nextInt(64);
      case 2 -> random.nextGaussian();
      case 3 -> (double) random.nextInt(100_000);
      case 4 -> "x".repeat(random.nextInt(random.nextInt(20) == 0 ? 3_000 : 30));
      default -> new byte[random.nextInt(20)];
    };
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

  /** As extract reads. */
  private static List<String> byBoth(Path file, String table) throws Exception {
    return byBoth(file, table, WIDE);
  }

  private static List<String> byBoth(Path file, String table, PageLimit limit) throws Exception {
    SourceFile source =
        new SourceFile(
            0, file.toString(), 0, "", file.toString(), List.of(), List.of(), List.of(), 0);
    try (SQLiteConnection connection = SqliteConnections.openImmutable(file);
        StoredRows stored = StoredRows.open(source, connection);
        RowReader reader = stored.reader(table(file, table), RowRange.ALL, limit)) {
      return rows(reader);
    }
  }

  private static List<String> bySqlite(Path file, String table) throws Exception {
    try (SQLiteConnection connection = SqliteConnections.openImmutable(file);
        RowReader reader =
            SqliteRowReader.open(connection, file, table(file, table), RowRange.ALL, WIDE)) {
      return rows(reader);
    }
  }

  private static List<String> rows(RowReader reader) {
    List<String> rows = new ArrayList<>();
    for (RowPage page = reader.next(); page != null; page = reader.next()) {
      rows.addAll(rows(page));
    }
    return rows;
  }

  private static List<String> rows(RowPage page) {
    List<String> rows = new ArrayList<>();
    for (int r = 0; r < page.rows(); r++) {
      List<String> values = new ArrayList<>();
      for (int c = 0; c < page.columnCount(); c++) {
        values.add(value(page.column(c), r));
      }
      rows.add(page.rowId(r) + ": " + String.join(", ", values));
    }
    return rows;
  }

  private static String value(RowPage.Column column, int row) {
    String storageClass = column.storageClass(row).toString();
    return switch (column.storageClass(row)) {
      case NULL -> storageClass;
      case INTEGER -> storageClass + " " + column.integer(row);
      case REAL -> storageClass + " " + Long.toHexString(column.word(row));
      case TEXT, BLOB -> storageClass + " " + HexFormat.of().formatHex(column.bytes(row));
    };
  }

  private static SourceTable table(Path file, String name) throws Exception {
    try (SQLiteConnection connection = SqliteConnections.openImmutable(file)) {
      return new SqliteSchemaReader(connection, file)
          .tables().stream().filter(t -> t.name().equals(name)).findFirst().orElseThrow();
    }
  }

  private Path make(String... statements) throws Exception {
    return makeAt("a.db", statements);
  }

  private Path makeAt(String name, String... statements) throws Exception {
    Path file = folder.resolve(name);
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
    return file;
  }
}
