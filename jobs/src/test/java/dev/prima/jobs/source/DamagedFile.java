package dev.prima.jobs.source;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** A database with every kind of page, and ways to hurt copies of it. */
final class DamagedFile {
  static final int PAGE = 1024;

  private DamagedFile() {}

  /**
   * Tables {@code messages} (rowids, an index, overflow pages, two levels of inner pages), {@code
   * words} (WITHOUT ROWID, two levels) and {@code few} (one page), and free pages with old rows.
   */
  static void make(Path file) throws SQLException {
    Random random = new Random(7);
    try (Connection connection = open(file);
        Statement sql = connection.createStatement()) {
      sql.execute("PRAGMA page_size=" + PAGE);
      sql.execute("CREATE TABLE messages (id INTEGER PRIMARY KEY, sender TEXT, content, at REAL)");
      sql.execute("CREATE INDEX by_sender ON messages (sender)");
      sql.execute("CREATE TABLE words (word TEXT PRIMARY KEY, meaning TEXT) WITHOUT ROWID");
      sql.execute("CREATE TABLE few (a, b, c)");
      connection.setAutoCommit(false);
      sql.execute("INSERT INTO few VALUES (1, 'x', NULL), (2.5, x'00ff', ''), (NULL, 'ü', -1)");
      try (PreparedStatement insert =
          connection.prepareStatement("INSERT INTO messages VALUES (?, ?, ?, ?)")) {
        for (int i = 1; i <= 6_000; i++) {
          byte[] content = new byte[i % 500 == 0 ? 5_000 : 20];
          random.nextBytes(content);
          content[0] = 1;
          insert.setLong(1, i);
          insert.setString(2, "agent-" + i % 50);
          insert.setBytes(3, content);
          insert.setDouble(4, i / 3.0);
          insert.execute();
        }
      }
      try (PreparedStatement insert =
          connection.prepareStatement("INSERT INTO words VALUES (?, ?)")) {
        for (int i = 0; i < 3_000; i++) {
          insert.setString(1, String.format("word %06d", i * 7919 % 3_000));
          insert.setString(2, "m".repeat(1 + i % 40));
          insert.execute();
        }
      }
      sql.execute("DELETE FROM messages WHERE id BETWEEN 3000 AND 3200");
      connection.commit();
    }
  }

  static Connection open(Path file) throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + file);
  }

  /** The rows of a table by rowid or key, each as text that tells classes apart. */
  static Map<String, String> rows(Connection connection, String table, String key, String columns)
      throws SQLException {
    StringBuilder row = new StringBuilder("''");
    for (String column : columns.split(",")) {
      row.append("||'|'||quote(").append(column).append(")");
    }
    Map<String, String> rows = new TreeMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery(
                "SELECT "
                    + key
                    + ", "
                    + row
                    + " FROM "
                    + table
                    + (table.startsWith("(") ? "" : " NOT INDEXED"))) {
      while (found.next()) {
        rows.put(found.getString(1), found.getString(2));
      }
    }
    return rows;
  }

  /** A copy of which one page holds something else. */
  static Path overwritten(Path file, Path copy, int page, byte[] with) throws IOException {
    Files.copy(file, copy, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    try (RandomAccessFile pages = new RandomAccessFile(copy.toFile(), "rw")) {
      pages.seek((page - 1L) * PAGE);
      pages.write(with);
    }
    return copy;
  }

  static Path cutOff(Path file, Path copy, long bytes) throws IOException {
    Files.copy(file, copy, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    try (RandomAccessFile pages = new RandomAccessFile(copy.toFile(), "rw")) {
      pages.setLength(bytes);
    }
    return copy;
  }

  static byte[] filled(int value) {
    byte[] bytes = new byte[PAGE];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  static byte[] noise(long seed) {
    byte[] bytes = new byte[PAGE];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }
}
