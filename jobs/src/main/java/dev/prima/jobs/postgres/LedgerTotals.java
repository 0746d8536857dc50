package dev.prima.jobs.postgres;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What the ledger of a node says of a run, by table and region: the target's own word on what it
 * took.
 *
 * @param region empty for rows without a region
 * @param derived whether the rows were derived rather than read
 */
public record LedgerTotals(String node, String table, String region, boolean derived, long rows) {

  /**
   * Rows that gave way, had lost or were refused, by table.
   *
   * @param deleted rows that went because their source no longer holds them
   */
  public record Losses(
      String node, String table, long replaced, long superseded, long failed, long deleted) {}

  /**
   * Rows of a run on a node.
   *
   * @param derivedFrom the first unit that holds derived rows
   */
  public static List<LedgerTotals> rows(PostgresNode node, String runId, long derivedFrom) {
    return node.call(
        "read the ledger",
        connection -> {
          List<LedgerTotals> totals = new ArrayList<>();
          try (PreparedStatement query =
              connection.prepareStatement(
                  "SELECT l.table_name, r.key, l.unit >= ?, sum(r.value::bigint)"
                      + " FROM prima.migration_ledger l, jsonb_each_text(l.regions) r"
                      + " WHERE l.run_id = ? GROUP BY 1, 2, 3 ORDER BY 1, 2, 3")) {
            query.setLong(1, derivedFrom);
            query.setString(2, runId);
            try (ResultSet row = query.executeQuery()) {
              while (row.next()) {
                totals.add(
                    new LedgerTotals(
                        node.name(),
                        row.getString(1),
                        row.getString(2),
                        row.getBoolean(3),
                        row.getLong(4)));
              }
            }
          }
          return totals;
        });
  }

  /**
   * Rows of the target that gave way to the run's, rows that the run read and that had lost, and
   * rows of the run that the target refused.
   *
   * @param derivedFrom the first unit that holds derived rows
   */
  public static List<Losses> losses(PostgresNode node, String runId, long derivedFrom) {
    return node.call(
        "read the ledger",
        connection -> {
          List<Losses> losses = new ArrayList<>();
          try (PreparedStatement query =
              connection.prepareStatement(
                  "SELECT "
                      + LedgerMark.TABLE_OF
                      + ","
                      + " coalesce(sum(replaced) FILTER (WHERE NOT table_name LIKE ?), 0),"
                      + " coalesce(sum(superseded) FILTER (WHERE unit < ?), 0), sum(failed),"
                      + " coalesce(sum(replaced) FILTER (WHERE table_name LIKE ?), 0)"
                      + " FROM prima.migration_ledger WHERE run_id = ? GROUP BY 1 ORDER BY 1")) {
            query.setString(1, LedgerMark.DELETED_ROWS + "%");
            query.setLong(2, derivedFrom);
            query.setString(3, LedgerMark.DELETED_ROWS + "%");
            query.setString(4, runId);
            try (ResultSet row = query.executeQuery()) {
              while (row.next()) {
                losses.add(
                    new Losses(
                        node.name(),
                        row.getString(1),
                        row.getLong(2),
                        row.getLong(3),
                        row.getLong(4),
                        row.getLong(5)));
              }
            }
          }
          return losses;
        });
  }

  /** Tables from which any of these runs took rows that their sources no longer hold. */
  public static Set<String> deletedFrom(PostgresNode node, Set<String> runs) {
    return node.call(
        "read the ledger",
        connection -> {
          Set<String> tables = new HashSet<>();
          try (PreparedStatement query =
              connection.prepareStatement(
                  "SELECT DISTINCT "
                      + LedgerMark.TABLE_OF
                      + " FROM prima.migration_ledger WHERE table_name LIKE ? AND run_id = ANY (?)")) {
            query.setString(1, LedgerMark.DELETED_ROWS + "%");
            query.setArray(2, connection.createArrayOf("text", runs.toArray()));
            try (ResultSet row = query.executeQuery()) {
              while (row.next()) {
                tables.add(row.getString(1));
              }
            }
          }
          return tables;
        });
  }

  /** Whether a node has a ledger: before the first migration it has none. */
  public static boolean standOn(PostgresNode node) {
    return node.call(
        "look for the ledger",
        connection -> {
          try (PreparedStatement query =
                  connection.prepareStatement(
                      "SELECT to_regclass('prima.migration_ledger') IS NOT NULL");
              ResultSet row = query.executeQuery()) {
            return row.next() && row.getBoolean(1);
          }
        });
  }
}
