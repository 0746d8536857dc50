package dev.prima.jobs.generate;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.sqlite.JDBC;

/**
 * Writes one SQLite file from nothing: tables, rows, warts, then indexes, in one transaction and
 * without a journal, for a file that is not complete is thrown away. The bytes depend on what is
 * written and on SQLite's version only. Not thread-safe.
 */
final class LegacyFile implements AutoCloseable {
  private final Connection connection;

  private LegacyFile(Connection connection) {
    this.connection = connection;
  }

  static LegacyFile create(Path file) throws SQLException {
    Connection connection = JDBC.createConnection("jdbc:sqlite:" + file, new Properties());
    try (Statement setup = connection.createStatement()) {
      for (String pragma :
          List.of(
              "journal_mode = off",
              "synchronous = off",
              "locking_mode = exclusive",
              "cache_size = -131072",
              "threads = 2",
              // Else free space in a page keeps what memory held before, and bytes differ.
              "secure_delete = on")) {
        setup.execute("PRAGMA " + pragma);
      }
      connection.setAutoCommit(false);
      return new LegacyFile(connection);
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /**
   * @param file number of the file in the placement, 0 for the first
   * @param dirt share of the rows that get a wart
   */
  void write(
      LegacyTable table, Placement placement, int file, double dirt, Dice dice, Progress told)
      throws SQLException {
    execute("CREATE TABLE " + table.name() + " (" + table.columns() + ")");
    int rows = placement.rows(file);
    String insert =
        "INSERT INTO " + table.name() + " VALUES (?" + ",?".repeat(table.width() - 1) + ")";
    try (RowWriter out = new RowWriter(connection.prepareStatement(insert))) {
      for (int position = 0; position < rows; position++) {
        int row = placement.row(file, position);
        table.source().write(out, row, placement.copy(file, position), position + 1L);
        if (position % Progress.EVERY_ROWS == Progress.EVERY_ROWS - 1) {
          told.rows(table.name(), position + 1L, rows);
        }
      }
      out.flush();
    }
    if (dirt > 0) {
      spoil(table.name(), rows, file, dirt, dice);
    }
    for (String index : table.indexes()) {
      execute("CREATE INDEX " + index);
    }
    told.rows(table.name(), rows, rows);
  }

  private void spoil(String table, int rows, int file, double dirt, Dice dice) throws SQLException {
    List<PreparedStatement> warts = new ArrayList<>();
    try {
      for (String update : Warts.updates(table)) {
        warts.add(connection.prepareStatement(update));
      }
      for (int rowid = 1; rowid <= rows && !warts.isEmpty(); rowid++) {
        dice.at(Dice.Stream.DIRT, ((long) table.hashCode() << 32) + ((long) file << 31) + rowid);
        if (dice.chance(dirt)) {
          PreparedStatement wart = warts.get(dice.below(warts.size()));
          wart.setLong(1, rowid);
          wart.executeUpdate();
        }
      }
    } finally {
      for (PreparedStatement wart : warts) {
        wart.close();
      }
    }
  }

  void commit() throws SQLException {
    connection.commit();
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }

  /** Hears how far a file is. */
  @FunctionalInterface
  interface Progress {
    int EVERY_ROWS = 1_000_000;

    /** Called every million rows, and at the end of each table when its indexes stand. */
    void rows(String table, long written, long ofRows);
  }
}
