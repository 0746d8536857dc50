package dev.prima.jobs.load.postgres;

import dev.prima.jobs.load.postgres.LoadedPart.NodeCounts;
import dev.prima.jobs.postgres.LedgerMark;
import dev.prima.jobs.postgres.PostgresError;
import dev.prima.jobs.postgres.PostgresNode;
import dev.prima.jobs.postgres.PostgresTable;
import java.io.Serializable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Takes rows of a table whose key is a pair away from wherever they stand, and keeps them in {@code
 * prima.superseded}.
 *
 * <p>Guarantees: on each node a unit is one transaction with a ledger row, {@code TABLE#withdrawn};
 * done again it changes nothing.
 */
public final class Withdrawal implements Serializable {
  private static final long serialVersionUID = 1L;

  private final LoadTarget target;

  public Withdrawal(LoadTarget target) {
    this.target = target;
  }

  /** A row by its key, with the hash of its content. */
  public record Pair(String first, String second, byte[] hash) implements Serializable {}

  /**
   * Takes them away.
   *
   * @param unit tells them from others of the run
   * @return how often that was tried again, by the name of the node
   * @throws dev.prima.core.error.PrimaException of {@link PostgresError} when a node fails for good
   */
  public Map<String, Integer> carryOut(long unit, List<Pair> pairs) {
    Map<String, Integer> retried = new TreeMap<>();
    for (PostgresNode node : target.nodes()) {
      int again =
          new RetriedTransaction(node, target.retry(), "withdraw " + target.table().name())
              .carryOut(connection -> remove(connection, node.name(), unit, pairs));
      if (again > 0) {
        retried.put(node.name(), again);
      }
    }
    return retried;
  }

  private void remove(Connection connection, String node, long unit, List<Pair> pairs)
      throws SQLException {
    String name = target.table().name() + LedgerMark.WITHDRAWN_ROWS;
    Ledger ledger = new Ledger(connection, target.runId(), name, unit);
    if (!ledger.claim()) {
      return;
    }
    WorkTable work =
        WorkTable.create(
            connection, new PostgresTable(target.table()), "prima_withdrawn", target.runId());
    work.addPairs(
        pairs.stream().map(Pair::first).toArray(String[]::new),
        pairs.stream().map(Pair::second).toArray(String[]::new),
        pairs.stream().map(Pair::hash).toArray(byte[][]::new));
    long removed = work.removeReplaced(WorkTable.all());
    ledger.write(new NodeCounts(node, 0, removed, 0, 0, Map.of(), List.of(), false));
  }
}
