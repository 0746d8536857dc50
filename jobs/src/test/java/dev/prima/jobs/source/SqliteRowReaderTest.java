package dev.prima.jobs.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.core.schema.RowPage;
import dev.prima.core.schema.SourceColumn;
import dev.prima.core.schema.SourceIndex;
import dev.prima.core.schema.SourceTable;
import dev.prima.core.schema.StorageClass;
import dev.prima.jobs.source.RowReader.PageLimit;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteConnection;

class SqliteRowReaderTest {
  private static final PageLimit WIDE = new PageLimit(1_000, 1 << 20);

  @TempDir Path folder;

  @Test
  void everyStorageClassComesAsItIsStored() throws Exception {
    Path file =
        make(
            "CREATE TABLE t (i INTEGER, x)",
            "INSERT INTO t VALUES (9223372036854775807, 1)",
            "INSERT INTO t VALUES (-9223372036854775808, 9e999)",
            "INSERT INTO t VALUES ('text in an integer', 9007199254740993)",
            "INSERT INTO t VALUES (1.5, cast(x'61ff62' AS TEXT))",
            "INSERT INTO t VALUES (NULL, 'a' || char(0) || 'b')",
            "INSERT INTO t VALUES (x'00ff', '')",
            "INSERT INTO t VALUES (x'', cast(x'eda080' AS TEXT))");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        PreparedStatement statement =
            connection.prepareStatement("UPDATE t SET x = ? WHERE rowid = 1")) {
      // As a literal SQLite would make 0.0 of it.
      statement.setDouble(1, -0.0);
      statement.execute();
    }
    RowPage page = pages(file, "t", RowRange.ALL, WIDE).get(0);

    assertThat(page.rows()).isEqualTo(7);
    RowPage.Column i = page.column(0);
    RowPage.Column x = page.column(1);
    assertThat(i.integer(0)).isEqualTo(Long.MAX_VALUE);
    assertThat(i.integer(1)).isEqualTo(Long.MIN_VALUE);
    assertThat(i.storageClass(2)).isEqualTo(StorageClass.TEXT);
    assertThat(i.bytes(2)).isEqualTo("text in an integer".getBytes(StandardCharsets.UTF_8));
    assertThat(i.storageClass(3)).isEqualTo(StorageClass.REAL);
    assertThat(i.storageClass(4)).isEqualTo(StorageClass.NULL);
    assertThat(i.storageClass(5)).isEqualTo(StorageClass.BLOB);
    assertThat(i.bytes(5)).containsExactly(0, 0xff);
    assertThat(i.storageClass(6)).isEqualTo(StorageClass.BLOB);
    assertThat(i.bytes(6)).isEmpty();
    assertThat(Double.doubleToRawLongBits(x.real(0))).isEqualTo(Double.doubleToRawLongBits(-0.0));
    assertThat(x.real(1)).isInfinite();
    assertThat(x.integer(2)).isEqualTo(9_007_199_254_740_993L);
    assertThat(x.storageClass(3)).isEqualTo(StorageClass.TEXT);
    assertThat(x.bytes(3)).containsExactly('a', 0xff, 'b');
    assertThat(x.bytes(4)).containsExactly('a', 0, 'b');
    assertThat(x.storageClass(5)).isEqualTo(StorageClass.TEXT);
    assertThat(x.bytes(5)).isEmpty();
    assertThat(x.bytes(6)).containsExactly(0xed, 0xa0, 0x80);
  }

  @Test
  void textOfUtf16DatabasesComesAsUtf8() throws Exception {
    for (String encoding : List.of("UTF-16le", "UTF-16be")) {
      Path file =
          makeAt(
              encoding + ".db",
              "PRAGMA encoding='" + encoding + "'",
              "CREATE TABLE \"tä\" (x, b)",
              "INSERT INTO \"tä\" VALUES ('süß 🙂 ' || char(0) || '|', x'e4')",
              "INSERT INTO \"tä\" VALUES (cast("
                  + (encoding.endsWith("le") ? "x'610000d86200'" : "x'0061d8000062'")
                  + " AS TEXT), 1)");
      RowPage page = pages(file, "tä", RowRange.ALL, WIDE).get(0);
      assertThat(page.column(0).bytes(0)).isEqualTo("süß 🙂 \0|".getBytes(StandardCharsets.UTF_8));
      assertThat(page.column(1).bytes(0)).containsExactly(0xe4);
      // The lone surrogate stands there as three bytes, which no UTF-8 has.
      assertThat(page.column(0).bytes(1)).containsExactly('a', 0xed, 0xa0, 0x80, 'b');
    }
  }

  @Test
  void pagesEndByRowsAndByBytesAndRangesKeepTheirEnds() throws Exception {
    Path file =
        make(
            "CREATE TABLE t (x)",
            "INSERT INTO t (rowid, x) VALUES (-5, zeroblob(100)), (1, zeroblob(100)), (7, 'c'),"
                + " (8, 'd'), (9, 'e'), (9223372036854775807, 'last')");
    assertThat(rowIds(pages(file, "t", RowRange.ALL, new PageLimit(4, 1 << 20))))
        .containsExactly(List.of(-5L, 1L, 7L, 8L), List.of(9L, 9223372036854775807L));
    assertThat(rowIds(pages(file, "t", RowRange.ALL, new PageLimit(4, 50))))
        .startsWith(List.of(-5L), List.of(1L));
    assertThat(rowIds(pages(file, "t", new RowRange(1, 8), WIDE)))
        .containsExactly(List.of(1L, 7L, 8L));
    assertThat(rowIds(pages(file, "t", RowRange.ALL.after(8), WIDE)))
        .containsExactly(List.of(9L, 9223372036854775807L));
    assertThat(RowRange.ALL.after(Long.MAX_VALUE).isEmpty()).isTrue();
    assertThat(pages(file, "t", new RowRange(2, 6), WIDE)).isEmpty();
  }

  @Test
  void tablesWithoutRowidAreReadByTheirKeyAndResumedByOrdinal() throws Exception {
    Path file =
        make(
            "CREATE TABLE t (b TEXT, a INTEGER, PRIMARY KEY (a, b)) WITHOUT ROWID",
            "INSERT INTO t VALUES ('z', 2), ('y', 1), ('x', 2)");
    List<RowPage> pages = pages(file, "t", RowRange.ALL, WIDE);
    assertThat(rowIds(pages)).containsExactly(List.of(1L, 2L, 3L));
    assertThat(pages.get(0).column(0).bytes(1)).containsExactly('x');
    List<RowPage> rest = pages(file, "t", RowRange.ALL.after(2), WIDE);
    assertThat(rowIds(rest)).containsExactly(List.of(3L));
    assertThat(rest.get(0).column(0).bytes(0)).containsExactly('z');
  }

  @Test
  void namesThatShadowTheRowidDoNot() throws Exception {
    Path file =
        make(
            "CREATE TABLE t (RowId, _rowid_, \"od\"\"d [name]\", \"SELECT\")",
            "INSERT INTO t (oid, rowid, _rowid_) VALUES (42, 1, 2)",
            "CREATE TABLE u (rowid, _rowid_, oid)",
            "INSERT INTO u VALUES (7, 8, 9)");
    assertThat(rowIds(pages(file, "t", RowRange.ALL, WIDE))).containsExactly(List.of(42L));
    assertThat(rowIds(pages(file, "u", RowRange.ALL, WIDE))).containsExactly(List.of(1L));
  }

  @Test
  void schemasAreReadWithGeneratedColumnsKeysAndIndexes() throws Exception {
    Path file =
        make(
            "CREATE TABLE plain (a INTEGER PRIMARY KEY, b VARCHAR(9) NOT NULL UNIQUE,"
                + " c AS (a * 2), d AS (b || '!') STORED)",
            "CREATE INDEX by_c ON plain (b, a) WHERE a > 1",
            "CREATE UNIQUE INDEX by_expression ON plain (lower(b))",
            "CREATE VIEW v AS SELECT 1",
            "CREATE VIRTUAL TABLE f USING fts5(x)",
            "CREATE TABLE auto (id INTEGER PRIMARY KEY AUTOINCREMENT)",
            "INSERT INTO plain (a, b) VALUES (3, 'x')",
            "ANALYZE");
    try (SQLiteConnection connection = SqliteConnections.openImmutable(file)) {
      SqliteSchemaReader reader = new SqliteSchemaReader(connection, file);
      List<SourceTable> tables = reader.tables();
      assertThat(tables).extracting(SourceTable::name).containsExactly("auto", "plain");
      assertThat(tables.get(1).columns())
          .containsExactly(
              new SourceColumn("a", "INTEGER", false, 1, false),
              new SourceColumn("b", "VARCHAR(9)", true, 0, false),
              new SourceColumn("c", "", false, 0, true),
              new SourceColumn("d", "", false, 0, true));
      assertThat(tables.get(1).indexes())
          .containsExactly(
              new SourceIndex(
                  "by_c",
                  List.of(
                      new SourceIndex.Part("b", false, "BINARY"),
                      new SourceIndex.Part("a", false, "BINARY")),
                  false,
                  false,
                  true,
                  "CREATE INDEX by_c ON plain (b, a) WHERE a > 1"),
              new SourceIndex(
                  "by_expression",
                  List.of(new SourceIndex.Part("", false, "BINARY")),
                  true,
                  false,
                  false,
                  "CREATE UNIQUE INDEX by_expression ON plain (lower(b))"),
              new SourceIndex(
                  "sqlite_autoindex_plain_1",
                  List.of(new SourceIndex.Part("b", false, "BINARY")),
                  true,
                  true,
                  false,
                  ""));
      assertThat(reader.measure(tables.get(1)))
          .isEqualTo(new SnapshotTable(tables.get(1), 1, 3, 3));
      assertThat(reader.measure(tables.get(0)))
          .isEqualTo(new SnapshotTable(tables.get(0), 0, 1, 0));
    }
    RowPage page = pages(file, "plain", RowRange.ALL, WIDE).get(0);
    assertThat(page.column(2).integer(0)).isEqualTo(6);
    assertThat(page.column(3).bytes(0)).containsExactly('x', '!');
  }

  @Test
  void sourceListsComeBackAsTheyWere() throws Exception {
    Path file =
        make(
            "CREATE TABLE \"o d\" (a INTEGER PRIMARY KEY, b AS (a) STORED UNIQUE) ",
            "INSERT INTO \"o d\" (a) VALUES (-9223372036854775808)");
    Snapshot snapshot = new Snapshots(folder.resolve("snapshots")).take(file, 3);
    Snapshot waited =
        new Snapshot(
            snapshot.source(),
            snapshot.file(),
            snapshot.bytes(),
            snapshot.sha256(),
            snapshot.way(),
            snapshot.restarts(),
            17,
            snapshot.lost());
    List<SourceFile> sources = List.of(SqliteSchemaReader.surveyed(waited, 3));
    assertThat(sources.get(0).waitMillis()).isEqualTo(17);
    Path list = folder.resolve("sources.json");
    SourceList.write(list, sources);
    assertThat(SourceList.read(list)).isEqualTo(sources);
    assertThat(sources.get(0).tables().get(0).minRowid()).isEqualTo(Long.MIN_VALUE);
  }

  private static List<List<Long>> rowIds(List<RowPage> pages) {
    return pages.stream()
        .map(
            page -> {
              List<Long> ids = new ArrayList<>();
              for (int r = 0; r < page.rows(); r++) {
                ids.add(page.rowId(r));
              }
              return ids;
            })
        .toList();
  }

  private static List<RowPage> pages(Path file, String table, RowRange range, PageLimit limit)
      throws Exception {
    try (SQLiteConnection connection = SqliteConnections.openImmutable(file)) {
      SourceTable read =
          new SqliteSchemaReader(connection, file)
              .tables().stream().filter(t -> t.name().equals(table)).findFirst().orElseThrow();
      List<RowPage> pages = new ArrayList<>();
      try (SqliteRowReader reader = SqliteRowReader.open(connection, file, read, range, limit)) {
        for (RowPage page = reader.next(); page != null; page = reader.next()) {
          pages.add(page);
        }
      }
      return pages;
    }
  }

  private Path make(String... statements) throws Exception {
    return makeAt("a.db", statements);
  }

  private Path makeAt(String name, String... statements) throws Exception {
    return SqlFile.execute(folder.resolve(name), statements);
  }
}
