package dev.prima.jobs.source;

import dev.prima.core.error.PrimaException;
import dev.prima.core.schema.SourceColumn;
import dev.prima.core.schema.SourceIndex;
import dev.prima.core.schema.SourceTable;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads what tables a database has: the ordinary ones, without SQLite's own, virtual tables and
 * their shadows; views are no tables. In the order of their names.
 */
public final class SqliteSchemaReader {
  private final Connection connection;
  private final Path source;

  /**
   * @param source for messages
   */
  public SqliteSchemaReader(Connection connection, Path source) {
    this.connection = connection;
    this.source = source;
  }

  /** The tables of a snapshot with their sizes. */
  public static List<SnapshotTable> survey(Snapshot snapshot) {
    try (Connection connection = SqliteConnections.openImmutable(snapshot.file())) {
      SqliteSchemaReader reader = new SqliteSchemaReader(connection, snapshot.source());
      List<SnapshotTable> tables = new ArrayList<>();
      for (SourceTable table : reader.tables()) {
        tables.add(reader.measure(table));
      }
      return tables;
    } catch (SQLException e) {
      throw SqliteFailures.explain(
          snapshot.source(), e, () -> new PrimaException(SourceError.DISK_FULL, "No room", e));
    }
  }

  /** The source file of a run: a snapshot and what is in it. */
  public static SourceFile surveyed(Snapshot snapshot, int index) {
    return new SourceFile(
        index,
        snapshot.source().toString(),
        snapshot.bytes(),
        snapshot.sha256(),
        snapshot.file().toString(),
        survey(snapshot));
  }

  public List<SourceTable> tables() throws SQLException {
    List<SourceTable> tables = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT name, wr FROM pragma_table_list"
                    + " WHERE schema = 'main' AND type = 'table'"
                    + " AND name NOT LIKE 'sqlite~_%' ESCAPE '~' ORDER BY name")) {
      while (row.next()) {
        tables.add(table(row.getString(1), row.getInt(2) == 0));
      }
    }
    return tables;
  }

  /** Counts the rows of a table. */
  public SnapshotTable measure(SourceTable table) {
    Optional<String> rowid = RowKey.rowid(table);
    // Without indexes: one with a collation that we do not have cannot be opened.
    String from = " FROM " + SqlName.quote(table.name()) + " NOT INDEXED";
    try (Statement statement = connection.createStatement()) {
      long rows;
      try (ResultSet row = statement.executeQuery("SELECT count(*)" + from)) {
        rows = row.getLong(1);
      }
      if (rowid.isEmpty()) {
        return new SnapshotTable(table, rows, 1, rows);
      }
      // Each end by itself, which SQLite looks up; both at once would be a scan.
      return new SnapshotTable(
          table,
          rows,
          end(statement, "coalesce(min(" + rowid.get() + "), 1)" + from),
          end(statement, "coalesce(max(" + rowid.get() + "), 0)" + from));
    } catch (SQLException e) {
      throw schema(table.name(), e);
    }
  }

  private static long end(Statement statement, String expression) throws SQLException {
    try (ResultSet row = statement.executeQuery("SELECT " + expression)) {
      return row.getLong(1);
    }
  }

  private SourceTable table(String name, boolean hasRowid) {
    try {
      List<SourceColumn> columns = columns(name);
      return new SourceTable(name, columns, hasRowid, indexes(name, columns));
    } catch (SQLException e) {
      throw schema(name, e);
    }
  }

  private List<SourceColumn> columns(String table) throws SQLException {
    List<SourceColumn> columns = new ArrayList<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT name, type, \"notnull\", pk, hidden FROM pragma_table_xinfo(?) ORDER BY cid")) {
      statement.setString(1, table);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          String type = row.getString(2);
          columns.add(
              new SourceColumn(
                  row.getString(1),
                  type == null ? "" : type,
                  row.getInt(3) != 0,
                  row.getInt(4),
                  row.getInt(5) >= 2));
        }
      }
    }
    return columns;
  }

  private List<SourceIndex> indexes(String table, List<SourceColumn> columns) throws SQLException {
    List<SourceIndex> indexes = new ArrayList<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT name, \"unique\", origin, partial FROM pragma_index_list(?)"
                + " WHERE origin <> 'pk' ORDER BY name")) {
      statement.setString(1, table);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          indexes.add(
              new SourceIndex(
                  row.getString(1),
                  indexed(row.getString(1), columns),
                  row.getInt(2) != 0,
                  row.getString(3).equals("u"),
                  row.getInt(4) != 0));
        }
      }
    }
    return indexes;
  }

  private List<String> indexed(String index, List<SourceColumn> columns) throws SQLException {
    List<String> names = new ArrayList<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT cid FROM pragma_index_xinfo(?) WHERE key = 1 ORDER BY seqno")) {
      statement.setString(1, index);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          int column = row.getInt(1);
          // -1 is the rowid, for which an INTEGER PRIMARY KEY is another name; -2 an expression.
          Optional<String> name =
              column >= 0
                  ? Optional.of(columns.get(column).name())
                  : column == -1
                      ? columns.stream()
                          .filter(c -> c.keyPosition() == 1)
                          .map(SourceColumn::name)
                          .findFirst()
                      : Optional.empty();
          if (name.isEmpty()) {
            return List.of();
          }
          names.add(name.get());
        }
      }
    }
    return names;
  }

  private PrimaException schema(String table, SQLException e) {
    return new PrimaException(
        SourceError.SCHEMA,
        "Table "
            + table
            + " of source "
            + source
            + " cannot be opened ("
            + e.getMessage()
            + "); leave it out by --exclude-table or mend its schema",
        e);
  }
}
