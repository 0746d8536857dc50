package dev.prima.jobs.source;

import dev.prima.core.schema.RowPage;
import dev.prima.core.schema.SourceTable;
import dev.prima.jobs.source.RowReader.PageLimit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.sqlite.SQLiteConnection;

/** Rows of a file as lines, read in one way or another. */
final class RowLines {
  static final PageLimit WIDE = new PageLimit(1_000, 1 << 20);

  private RowLines() {}

  /** As extract reads. */
  static List<String> byBoth(Path file, String table) throws Exception {
    return byBoth(file, table, WIDE);
  }

  static List<String> byBoth(Path file, String table, PageLimit limit) throws Exception {
    SourceFile source =
        new SourceFile(
            0, file.toString(), 0, "", file.toString(), List.of(), List.of(), List.of(), 0);
    try (SQLiteConnection connection = SqliteConnections.openImmutable(file);
        StoredRows stored = StoredRows.open(source, connection);
        RowReader reader = stored.reader(table(file, table), RowRange.ALL, limit)) {
      return rows(reader);
    }
  }

  static List<String> bySqlite(Path file, String table) throws Exception {
    try (SQLiteConnection connection = SqliteConnections.openImmutable(file);
        RowReader reader =
            SqliteRowReader.open(connection, file, table(file, table), RowRange.ALL, WIDE)) {
      return rows(reader);
    }
  }

  static List<String> rows(RowReader reader) {
    List<String> rows = new ArrayList<>();
    for (RowPage page = reader.next(); page != null; page = reader.next()) {
      rows.addAll(rows(page));
    }
    return rows;
  }

  static List<String> rows(RowPage page) {
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

  static SourceTable table(Path file, String name) throws Exception {
    try (SQLiteConnection connection = SqliteConnections.openImmutable(file)) {
      return new SqliteSchemaReader(connection, file)
          .tables().stream().filter(t -> t.name().equals(name)).findFirst().orElseThrow();
    }
  }

  /** A table of some thousand rows with gaps, some of them over several pages. */
  static Path made(Path file, Random random) throws Exception {
    SqlFile.execute(file, "PRAGMA page_size = 512", "CREATE TABLE t (a, b REAL, c TEXT)");
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

  /** Puts another record of the same length in the place of one. */
  static void patch(Path file, String record, String other) throws Exception {
    String bytes = HexFormat.of().formatHex(Files.readAllBytes(file));
    if (bytes.indexOf(record) < 0 || bytes.indexOf(record) != bytes.lastIndexOf(record)) {
      throw new IllegalArgumentException("There is not one record " + record);
    }
    Files.write(file, HexFormat.of().parseHex(bytes.replace(record, other)));
  }
}
