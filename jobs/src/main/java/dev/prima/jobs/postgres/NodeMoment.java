package dev.prima.jobs.postgres;

import java.sql.ResultSet;
import java.sql.Statement;

/**
 * When a node was started, and what its ledger told last: while they are the same, no run, repair
 * or undo has changed it, and no server that may have lost or taken over anything stands in its
 * place.
 */
public final class NodeMoment {
  private NodeMoment() {}

  /** As text, to be compared. */
  public static String of(PostgresNode node) {
    return node.call(
        "read the ledger",
        connection -> {
          try (Statement sql = connection.createStatement();
              ResultSet row =
                  sql.executeQuery(
                      "SELECT extract(epoch FROM pg_postmaster_start_time()) || ' '"
                          + " || count(*) || ' ' || coalesce(max(extract(epoch FROM loaded_at)), 0)"
                          + " FROM prima.migration_ledger")) {
            row.next();
            return row.getString(1);
          }
        });
  }
}
