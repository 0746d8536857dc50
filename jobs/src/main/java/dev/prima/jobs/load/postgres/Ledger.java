package dev.prima.jobs.load.postgres;

import dev.prima.core.json.Json;
import dev.prima.jobs.load.postgres.LoadedPart.NodeCounts;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * {@code prima.migration_ledger} of one node: one row per unit of work that stands there, written
 * in the transaction that did the work.
 */
final class Ledger {
  private static final String ID = "run_id = ? AND table_name = ? AND unit = ?";

  private final Connection connection;
  private final String runId;
  private final String table;
  private final long unit;

  Ledger(Connection connection, String runId, String table, long unit) {
    this.connection = connection;
    this.runId = runId;
    this.table = table;
    this.unit = unit;
  }

  /**
   * Claims the unit for the transaction. Where another transaction is about to do it, this waits
   * for its end.
   *
   * @return false if it is done already
   */
  boolean claim() throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO prima.migration_ledger (run_id, table_name, unit) VALUES (?, ?, ?)"
                + " ON CONFLICT DO NOTHING")) {
      id(insert, 1);
      return insert.executeUpdate() == 1;
    }
  }

  void write(NodeCounts counts) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE prima.migration_ledger SET rows = ?, replaced = ?, superseded = ?, failed = ?,"
                + " regions = ?::jsonb, failures = ?::jsonb, loaded_at = clock_timestamp() WHERE "
                + ID)) {
      update.setLong(1, counts.rows());
      update.setLong(2, counts.replaced());
      update.setLong(3, counts.superseded());
      update.setLong(4, counts.failed());
      update.setString(5, regions(counts.regions()));
      update.setString(6, failures(counts.failures()));
      id(update, 7);
      update.executeUpdate();
    }
  }

  private static String regions(Map<String, Long> regions) {
    return new TreeMap<>(regions)
        .entrySet().stream()
            .map(e -> Json.quote(e.getKey()) + ":" + e.getValue())
            .collect(Collectors.joining(",", "{", "}"));
  }

  private static String failures(List<RowFailure> failures) {
    return failures.stream()
        .map(
            f ->
                "{\"row\":"
                    + f.row()
                    + ",\"state\":"
                    + Json.quote(f.sqlState())
                    + ",\"constraint\":"
                    + (f.constraint() == null ? "null" : Json.quote(f.constraint()))
                    + ",\"superseded\":"
                    + f.superseded()
                    + "}")
        .collect(Collectors.joining(",", "[", "]"));
  }

  /** What stands there of a unit that is done. */
  NodeCounts read(String node) throws SQLException {
    Map<String, Long> regions = new TreeMap<>();
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT r.key, r.value::bigint FROM prima.migration_ledger,"
                + " jsonb_each_text(regions) r WHERE "
                + ID)) {
      id(query, 1);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          regions.put(row.getString(1), row.getLong(2));
        }
      }
    }
    List<RowFailure> failures = new ArrayList<>();
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT f.\"row\", f.state, f.\"constraint\", f.superseded FROM"
                + " prima.migration_ledger, jsonb_to_recordset(failures) AS"
                + " f(\"row\" int, state text, \"constraint\" text, superseded boolean) WHERE "
                + ID)) {
      id(query, 1);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          failures.add(
              new RowFailure(row.getInt(1), row.getString(2), row.getString(3), row.getBoolean(4)));
        }
      }
    }
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT rows, replaced, superseded, failed FROM prima.migration_ledger WHERE " + ID)) {
      id(query, 1);
      try (ResultSet row = query.executeQuery()) {
        if (!row.next()) {
          throw new SQLException("The ledger lost a row", "40001");
        }
        return new NodeCounts(
            node,
            row.getLong(1),
            row.getLong(2),
            row.getLong(3),
            row.getLong(4),
            regions,
            failures,
            true);
      }
    }
  }

  private void id(PreparedStatement statement, int from) throws SQLException {
    statement.setString(from, runId);
    statement.setString(from + 1, table);
    statement.setLong(from + 2, unit);
  }
}
