package dev.prima.jobs.load.postgres;

import dev.prima.jobs.load.postgres.CopyEncoder.Trailer;
import dev.prima.jobs.load.postgres.LoadedPart.NodeCounts;
import dev.prima.jobs.postgres.LedgerMark;
import dev.prima.jobs.postgres.PostgresTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/**
 * The transaction that removes from one node the rows whose replacements stand on another one by
 * now. Has a ledger row of its own, {@code TABLE#moved}.
 */
final class MovedRows {
  private static final int BUFFER = 4 << 20;

  private final String node;
  private final Connection connection;
  private final Ledger ledger;
  private final WorkTable work;
  private final CopyEncoder rows;
  private final boolean already;

  MovedRows(String node, Connection connection, PostgresTable table, LoadTarget target, long unit)
      throws SQLException {
    this.node = node;
    this.connection = connection;
    ledger =
        new Ledger(connection, target.runId(), target.table().name() + LedgerMark.MOVED_ROWS, unit);
    already = !ledger.claim();
    work = WorkTable.create(connection, table, "prima_moved", target.runId());
    rows = new CopyEncoder(table, Trailer.HASH_AND_ROW);
  }

  /** Takes a row that stands on another node. */
  void add(LoadRows from, int sourceId) throws SQLException {
    if (!already) {
      rows.append(from, -1, null, -1, sourceId, from.replacedHash());
      if (rows.size() >= BUFFER) {
        send();
      }
    }
  }

  private void send() throws SQLException {
    // What the new node took, the old one's work table takes as well.
    new BinaryCopy(connection, work.into()).send(rows, (row, why) -> {});
    rows.clear();
  }

  /** Removes, writes the ledger row and commits; how many rows were removed. */
  long commit() throws SQLException {
    if (already) {
      long before = ledger.read(node).replaced();
      connection.commit();
      return before;
    }
    send();
    long removed = work.removeReplaced(WorkTable.all());
    ledger.write(new NodeCounts(node, 0, removed, 0, 0, Map.of(), List.of(), false));
    connection.commit();
    return removed;
  }
}
