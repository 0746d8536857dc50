package dev.prima.jobs.repair;

import dev.prima.jobs.load.postgres.Relocation.Move;
import dev.prima.jobs.postgres.LedgerMark;
import dev.prima.jobs.postgres.StandingTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the books of one node say of one run, in the transaction of a connection. */
final class RunLedger {
  /** Rows that stand for loads, and not for a step. */
  static final String LOADS = "table_name NOT LIKE '#%'";

  /** Rows that went because their source no longer holds them. */
  private static final String DELETED = "table_name LIKE '" + LedgerMark.DELETED_ROWS + "%'";

  /** What does not make a run a later one: it says nothing of rows that changed. */
  private static final String MARKS =
      Stream.of(LedgerMark.GLOBAL, LedgerMark.LOADED, LedgerMark.FULL_MAP, LedgerMark.UNDONE)
          .map(m -> "'" + m.table() + "'")
          .collect(Collectors.joining(", ", "(", ")"));

  private final Connection connection;
  private final String runId;

  /** What a run did to a table of the node: rows that it loaded, and rows that it took away. */
  record Loaded(String table, long rows, long replaced) {
    StandingTable find(List<StandingTable> tables) throws SQLException {
      return tables.stream()
          .filter(t -> t.isOf(table))
          .findFirst()
          .orElseThrow(() -> new SQLException(table + " is gone", "42P01"));
    }
  }

  RunLedger(Connection connection, String runId) {
    this.connection = connection;
    this.runId = runId;
  }

  List<Loaded> loaded() throws SQLException {
    return list(
        "SELECT "
            + LedgerMark.TABLE_OF
            + ", sum(rows), sum(replaced) FROM prima.migration_ledger WHERE run_id = ? AND ("
            + LOADS
            + " OR "
            + DELETED
            + ") GROUP BY 1 ORDER BY 1",
        row -> new Loaded(row.getString(1), row.getLong(2), row.getLong(3)),
        runId);
  }

  /**
   * Runs that changed rows of the node after this one: told by the order of transactions, or where
   * this one left no trace here, by the time in their names.
   */
  List<String> laterRuns() throws SQLException {
    String later =
        knows()
            ? "age(xmin) < (SELECT max(age(xmin)) FROM prima.migration_ledger WHERE run_id = ?)"
            : "run_id > ?";
    return list(
        "SELECT DISTINCT run_id FROM prima.migration_ledger WHERE run_id <> ? AND table_name NOT IN "
            + MARKS
            + " AND "
            + later
            + " AND run_id NOT IN (SELECT run_id FROM prima.migration_ledger WHERE table_name = ?)"
            + " ORDER BY 1",
        row -> row.getString(1),
        runId,
        runId,
        LedgerMark.UNDONE.table());
  }

  boolean knows() throws SQLException {
    return !list(
            "SELECT 1 FROM prima.migration_ledger WHERE run_id = ? LIMIT 1",
            row -> row.getInt(1),
            runId)
        .isEmpty();
  }

  boolean relocated() throws SQLException {
    return !list(
            "SELECT 1 FROM prima.migration_ledger WHERE run_id = ? AND table_name = ? LIMIT 1",
            row -> row.getInt(1),
            runId,
            LedgerMark.RELOCATED.table())
        .isEmpty();
  }

  List<Move> moves() throws SQLException {
    return list(
        "SELECT agent_id, region_id, shard_id FROM prima.moved_agents WHERE run_id = ? ORDER BY 1",
        row -> new Move(row.getString(1), row.getString(2), row.getObject(3, Integer.class)),
        runId);
  }

  /** Times under which the global store got back what it held before a run. */
  List<Long> timesOfUndoing() throws SQLException {
    return list(
        "SELECT unit FROM prima.migration_ledger WHERE table_name = ?",
        row -> row.getLong(1),
        LedgerMark.UNDONE.table());
  }

  /** Sources that no run before this one knew. */
  List<Integer> newSources() throws SQLException {
    return list(
        "SELECT source_id FROM prima.migration_sources WHERE run_id = ?",
        row -> row.getInt(1),
        runId);
  }

  void removeLoads() throws SQLException {
    update(
        "DELETE FROM prima.migration_ledger WHERE run_id = ? AND ("
            + LOADS
            + " OR "
            + DELETED
            + " OR table_name = '"
            + LedgerMark.LOADED.table()
            + "')",
        runId);
  }

  /** Removes what is left of the run; what any undoing moved back needs none itself. */
  int forget() throws SQLException {
    String undoings =
        "run_id IN (SELECT run_id FROM prima.migration_ledger WHERE table_name = '"
            + LedgerMark.UNDONE.table()
            + "')";
    update(
        "DELETE FROM prima.migration_ledger WHERE table_name = ? AND " + undoings,
        LedgerMark.RELOCATED.table());
    update("DELETE FROM prima.moved_agents WHERE run_id = ? OR " + undoings, runId);
    update("DELETE FROM prima.superseded WHERE run_id = ?", runId);
    update("DELETE FROM prima.migration_sources WHERE run_id = ?", runId);
    return update("DELETE FROM prima.migration_ledger WHERE run_id = ?", runId);
  }

  private int update(String sql, String... parameters) throws SQLException {
    try (PreparedStatement statement = prepare(sql, parameters)) {
      return statement.executeUpdate();
    }
  }

  /** Takes a row of a result. */
  @FunctionalInterface
  private interface Reading<T> {
    T of(ResultSet row) throws SQLException;
  }

  private <T> List<T> list(String sql, Reading<T> reading, String... parameters)
      throws SQLException {
    List<T> found = new ArrayList<>();
    try (PreparedStatement query = prepare(sql, parameters);
        ResultSet row = query.executeQuery()) {
      while (row.next()) {
        found.add(reading.of(row));
      }
    }
    return found;
  }

  private PreparedStatement prepare(String sql, @Nullable String... parameters)
      throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < parameters.length; i++) {
      statement.setString(i + 1, parameters[i]);
    }
    return statement;
  }
}
