package dev.prima.jobs.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.OptionalLong;

/**
 * Rows of {@code prima.migration_ledger} that stand for a step of a run and not for rows of a
 * table: their {@code table_name} begins with {@code #}, as no table's does.
 */
public enum LedgerMark {
  /** The global store holds what the run loaded; on the home node. */
  GLOBAL("#global"),
  /** All that the run loads stands on the node. */
  LOADED("#loaded"),
  /** Agents were brought to other places on the node. */
  RELOCATED("#relocated"),
  /** The run made its shard map from scratch; on the home node. */
  FULL_MAP("#full-map"),
  /**
   * The run took another one out; the unit is the write time in the global store of what it put
   * back, in microseconds.
   */
  UNDONE("#undone"),
  /**
   * A repair changed the node, or was about to where it had nothing to change there; the unit is
   * the beginning of the SHA-256 of what it kept.
   */
  REPAIRED("#repaired");

  /** Ends the name of a table of which rows gave way to others on another node. */
  public static final String MOVED_ROWS = "#moved";

  /** Ends the name of a table of which rows went that nothing stands for any more. */
  public static final String WITHDRAWN_ROWS = "#withdrawn";

  /**
   * Begins the name of a table of which rows went that are no longer in their source: not a load,
   * for it comes before agents move, and these before loads.
   */
  public static final String DELETED_ROWS = "#deleted#";

  /** SQL for the table of which a row of the ledger speaks, whatever was done to it. */
  public static final String TABLE_OF =
      "CASE WHEN table_name LIKE '"
          + DELETED_ROWS
          + "%' THEN substr(table_name, "
          + (DELETED_ROWS.length() + 1)
          + ") ELSE split_part(table_name, '#', 1) END";

  private static final String STANDS = " WHERE run_id = ? AND table_name = ?";

  private final String table;

  LedgerMark(String table) {
    this.table = table;
  }

  /** What stands in the place of a table's name. */
  public String table() {
    return table;
  }

  /** Sets it in a transaction of its own; where it stands it stays as it is. */
  public void set(PostgresNode node, String runId, long unit) {
    node.transaction(
        "note in the ledger",
        connection -> {
          set(connection, runId, unit);
          return this;
        });
  }

  /** Sets it in the transaction of the connection. */
  public void set(Connection connection, String runId, long unit) throws SQLException {
    try (PreparedStatement insert =
        of(
            connection,
            runId,
            "INSERT INTO prima.migration_ledger (run_id, table_name, unit) VALUES (?, ?, ?)"
                + " ON CONFLICT DO NOTHING")) {
      insert.setLong(3, unit);
      insert.executeUpdate();
    }
  }

  /** Removes it in the transaction of the connection. */
  public void remove(Connection connection, String runId) throws SQLException {
    try (PreparedStatement delete =
        of(connection, runId, "DELETE FROM prima.migration_ledger" + STANDS)) {
      delete.executeUpdate();
    }
  }

  /** The unit under which it stands for a run; empty where it does not. */
  public OptionalLong unit(Connection connection, String runId) throws SQLException {
    try (PreparedStatement query =
            of(connection, runId, "SELECT unit FROM prima.migration_ledger" + STANDS);
        ResultSet row = query.executeQuery()) {
      return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
    }
  }

  /**
   * Whether a run loaded all that it had for the node, and nothing was done there since; false
   * where there is no ledger.
   */
  public static boolean nothingSince(PostgresNode node, String runId) {
    if (!LedgerTotals.standOn(node)) {
      return false;
    }
    return node.call(
        "read the ledger",
        connection -> {
          try (PreparedStatement query =
              connection.prepareStatement(
                  "WITH run AS (SELECT loaded_at FROM prima.migration_ledger"
                      + " WHERE run_id = ? AND table_name = ?)"
                      + " SELECT EXISTS (SELECT FROM run) AND NOT EXISTS"
                      + " (SELECT FROM prima.migration_ledger l, run"
                      + " WHERE l.run_id <> ? AND l.loaded_at >= run.loaded_at)")) {
            query.setString(1, runId);
            query.setString(2, LOADED.table);
            query.setString(3, runId);
            try (ResultSet row = query.executeQuery()) {
              return row.next() && row.getBoolean(1);
            }
          }
        });
  }

  private PreparedStatement of(Connection connection, String runId, String sql)
      throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    statement.setString(1, runId);
    statement.setString(2, table);
    return statement;
  }
}
