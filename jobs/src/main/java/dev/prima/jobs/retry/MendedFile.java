package dev.prima.jobs.retry;

import dev.prima.core.error.PrimaException;
import dev.prima.core.schema.SourceTable;
import dev.prima.core.schema.StorageClass;
import dev.prima.core.schema.TaggedValue;
import dev.prima.jobs.source.RowKey;
import dev.prima.jobs.source.SqliteConnections;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A SQLite file made of mended rows. Its columns have no types, so that every value keeps the class
 * that the row gives it, and nothing else is checked: that is what the way to the targets is for.
 */
final class MendedFile implements AutoCloseable {
  private final Path file;
  private final Connection connection;
  private final Map<String, PreparedStatement> statements = new HashMap<>();

  private MendedFile(Path file, Connection connection) {
    this.file = file;
    this.connection = connection;
  }

  /** Makes it; it must not be there. */
  static MendedFile create(Path file) {
    try {
      Connection connection = SqliteConnections.openNew(file);
      connection.setAutoCommit(false);
      return new MendedFile(file, connection);
    } catch (IOException | SQLException e) {
      throw failed(file, e);
    }
  }

  /**
   * Makes a table.
   *
   * @param key by which its rows are told apart whoever reads the file; empty for none
   */
  void create(SourceTable table, List<String> key) {
    String primaryKey =
        key.isEmpty()
            ? ""
            : ", PRIMARY KEY ("
                + key.stream().map(MendedFile::quoted).collect(Collectors.joining(", "))
                + ")";
    try (Statement sql = connection.createStatement()) {
      sql.execute(
          "CREATE TABLE " + quoted(table.name()) + " (" + columns(table) + primaryKey + ")");
    } catch (SQLException e) {
      throw failed(file, e);
    }
  }

  /**
   * Adds a row.
   *
   * @param rowid that it bears, where the table has rowids
   * @param values tagged, in the order of the table's columns
   */
  void add(SourceTable table, long rowid, List<byte[]> values) {
    Optional<String> rowidName = RowKey.rowid(table);
    String places =
        values.stream()
            .map(v -> TaggedValue.storageClass(v) == StorageClass.TEXT ? "CAST(? AS TEXT)" : "?")
            .collect(Collectors.joining(", "));
    String sql =
        "INSERT INTO "
            + quoted(table.name())
            + " ("
            + rowidName.map(name -> name + ", ").orElse("")
            + columns(table)
            + ") VALUES ("
            + rowidName.map(name -> "?, ").orElse("")
            + places
            + ")";
    try {
      PreparedStatement insert = statements.get(sql);
      if (insert == null) {
        insert = connection.prepareStatement(sql);
        statements.put(sql, insert);
      }
      int place = 1;
      if (rowidName.isPresent()) {
        insert.setLong(place++, rowid);
      }
      for (byte[] value : values) {
        set(insert, place++, value);
      }
      insert.executeUpdate();
    } catch (SQLException e) {
      throw failed(file, e);
    }
  }

  private static void set(PreparedStatement insert, int place, byte[] value) throws SQLException {
    switch (TaggedValue.storageClass(value)) {
      case NULL -> insert.setNull(place, java.sql.Types.NULL);
      case INTEGER -> insert.setLong(place, TaggedValue.word(value));
      case REAL -> insert.setDouble(place, Double.longBitsToDouble(TaggedValue.word(value)));
      // A text may be no UTF-8: its bytes are what counts.
      case TEXT, BLOB -> insert.setBytes(place, TaggedValue.bytes(value));
    }
  }

  private static String columns(SourceTable table) {
    return table.columnNames().stream().map(MendedFile::quoted).collect(Collectors.joining(", "));
  }

  private static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /** Keeps what was added. */
  @Override
  public void close() {
    try (connection) {
      for (PreparedStatement statement : statements.values()) {
        statement.close();
      }
      connection.commit();
    } catch (SQLException e) {
      throw failed(file, e);
    }
  }

  private static PrimaException failed(Path file, Exception e) {
    return new PrimaException(
        RetryError.FILE,
        "Cannot make "
            + file
            + " of the mended rows ("
            + e.getMessage()
            + "); no target was touched",
        e);
  }
}
