package dev.prima.jobs.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A moment of a node that several readers share. It stands until it is closed. Not thread-safe; the
 * id may travel anywhere.
 */
public final class ScanSnapshot implements AutoCloseable {
  private final PostgresNode node;
  private final Connection connection;
  private final String id;

  private ScanSnapshot(PostgresNode node, Connection connection, String id) {
    this.node = node;
    this.connection = connection;
    this.id = id;
  }

  public static ScanSnapshot export(PostgresNode node) {
    try {
      Connection connection = node.connect();
      try (Statement sql = connection.createStatement()) {
        // It waits while others read, and a server may take that for a session left behind.
        sql.execute("SET idle_in_transaction_session_timeout = 0");
        sql.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
        try (ResultSet row = sql.executeQuery("SELECT pg_export_snapshot()")) {
          row.next();
          return new ScanSnapshot(node, connection, row.getString(1));
        }
      } catch (SQLException e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      throw PostgresError.of(node.name(), "export a snapshot", e);
    }
  }

  /** For {@link TargetRowReader#open}. */
  public String id() {
    return id;
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw PostgresError.of(node.name(), "close a snapshot", e);
    }
  }
}
