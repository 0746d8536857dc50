package dev.prima.jobs.repair;

import dev.prima.jobs.postgres.KeptRow;
import dev.prima.jobs.postgres.LedgerMark;
import dev.prima.jobs.postgres.StandingTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * The rows of a table that one run loaded into a node.
 *
 * <p>They are told by the transaction that wrote them: no earlier than the run's first ledger row
 * of a load, and no later than its mark {@link LedgerMark#LOADED}; no other run loads meanwhile,
 * for the lock of the run keeps it away. A row that somebody changed since bears a later
 * transaction, and so is missed. Rows that an undoing put back bear its transaction: these are told
 * by their source, which is the run's if no run before it knew it.
 */
final class RunRows {
  /** Where the run loaded nothing, no row is young enough. */
  private static final String FIRST = age("run_id = ? AND " + RunLedger.LOADS, "-1");

  /** Of the first undoing after the run. */
  private static final String UNDOING =
      age("table_name = " + mark(LedgerMark.UNDONE) + " AND age(xmin) < " + FIRST, "-1");

  /** Where the run was cut off, no row is too young. */
  private static final String LAST =
      age("run_id = ? AND table_name = " + mark(LedgerMark.LOADED), "0");

  private static final int RUN_IDS = 4;

  private final Connection connection;
  private final String runId;
  private final StandingTable table;

  RunRows(Connection connection, String runId, StandingTable table) {
    this.connection = connection;
    this.runId = runId;
    this.table = table;
  }

  /** The age of the oldest row of the ledger that meets a condition. */
  private static String age(String condition, String otherwise) {
    return "coalesce((SELECT max(age(xmin)) FROM prima.migration_ledger WHERE "
        + condition
        + "), "
        + otherwise
        + ")";
  }

  private static String mark(LedgerMark mark) {
    return "'" + mark.table() + "'";
  }

  private String ofRun() {
    return " WHERE CASE WHEN age(t.xmin) > "
        + FIRST
        + " THEN false WHEN age(t.xmin) <= "
        + UNDOING
        + " THEN t."
        + table.source()
        + " IN (SELECT source_id FROM prima.migration_sources WHERE run_id = ?)"
        + " ELSE age(t.xmin) >= "
        + LAST
        + " END";
  }

  long count() throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement("SELECT count(*) FROM " + table.qualified() + " t" + ofRun())) {
      bindRun(query);
      return number(query);
    }
  }

  /** Rows that the run replaced here and that are kept. */
  long kept(String name) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement("SELECT count(*) FROM prima.superseded s" + keptBy())) {
      query.setString(1, runId);
      query.setString(2, name);
      return number(query);
    }
  }

  long delete() throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement("DELETE FROM " + table.qualified() + " t" + ofRun())) {
      bindRun(delete);
      return delete.executeLargeUpdate();
    }
  }

  /** Puts back what the run replaced, exactly as it stood. */
  long putBack(String name) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO "
                + table.qualified()
                + " ("
                + table.columnList()
                + ") "
                + KeptRow.select(table)
                + keptBy())) {
      insert.setString(1, runId);
      insert.setString(2, name);
      return insert.executeLargeUpdate();
    }
  }

  private static String keptBy() {
    return " WHERE s.reason = 'replaced' AND s.run_id = ? AND s.table_name = ?";
  }

  private void bindRun(PreparedStatement statement) throws SQLException {
    for (int i = 1; i <= RUN_IDS; i++) {
      statement.setString(i, runId);
    }
  }

  private static long number(PreparedStatement query) throws SQLException {
    try (ResultSet row = query.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }
}
