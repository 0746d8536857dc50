package dev.prima.jobs.repair;

import dev.prima.core.error.PrimaException;
import dev.prima.jobs.load.postgres.Relocation.Move;
import dev.prima.jobs.postgres.LedgerMark;
import dev.prima.jobs.postgres.PostgresNode;
import dev.prima.jobs.postgres.SetAside;
import dev.prima.jobs.postgres.StandingTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes the rows of a migration out of one node and puts back what they replaced.
 *
 * <p>Guarantees: one transaction, which also takes the run's loads out of the ledger; done again it
 * does nothing. Refuses where the rows that stand are not those that the ledger counts.
 */
final class NodeUndo {
  private final PostgresNode node;
  private final UndoneRun run;

  /** Rows that went and rows that came back. */
  record Counts(long removed, long putBack) {
    static final Counts NONE = new Counts(0, 0);

    Counts plus(Counts other) {
      return new Counts(removed + other.removed, putBack + other.putBack);
    }
  }

  NodeUndo(PostgresNode node, UndoneRun run) {
    this.node = node;
    this.run = run;
  }

  /** Rows that the run loaded, as the ledger has it. */
  long loaded() {
    return node.call(
        "read the ledger",
        connection ->
            new RunLedger(connection, run.runId())
                .loaded().stream().mapToLong(RunLedger.Loaded::rows).sum());
  }

  /** Why the run cannot be taken out of this node, in words; empty where it can. */
  List<String> obstacles() {
    return node.call("look for what a run loaded", this::obstacles);
  }

  private List<String> obstacles(Connection connection) throws SQLException {
    RunLedger ledger = new RunLedger(connection, run.runId());
    List<String> obstacles = new ArrayList<>();
    for (String later : ledger.laterRuns()) {
      obstacles.add("run " + later + " changed node " + node.name() + " after it");
    }
    List<StandingTable> tables = StandingTable.all(connection);
    for (RunLedger.Loaded loaded : ledger.loaded()) {
      StandingTable table = loaded.find(tables);
      RunRows rows = new RunRows(connection, run.runId(), table);
      expect(obstacles, loaded.rows(), rows.count(), "rows that it loaded into " + table);
      expect(
          obstacles,
          loaded.replaced(),
          rows.kept(loaded.table()),
          "rows that it replaced in " + table + " are kept: they are needed to put them back, and");
    }
    return obstacles;
  }

  private void expect(List<String> obstacles, long expected, long found, String what) {
    if (expected != found) {
      obstacles.add(
          "of " + expected + " " + what + " on node " + node.name() + ", " + found + " stand");
    }
  }

  /**
   * Takes the rows out.
   *
   * @param writeTime under which the global store gets back what it held, in microseconds
   * @throws PrimaException {@link RepairError#CHANGED}; nothing is changed then
   */
  Counts takeOut(long writeTime) {
    return node.transaction(
        "take a run out",
        connection -> {
          connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
          refuse(run, obstacles(connection));
          RunLedger ledger = new RunLedger(connection, run.runId());
          Counts counts = Counts.NONE;
          List<StandingTable> tables = StandingTable.all(connection);
          SetAside foreignKeys = SetAside.inTransaction(connection);
          for (RunLedger.Loaded loaded : ledger.loaded()) {
            RunRows rows = new RunRows(connection, run.runId(), loaded.find(tables));
            counts = counts.plus(new Counts(rows.delete(), rows.putBack(loaded.table())));
          }
          foreignKeys.putBack();
          ledger.removeLoads();
          LedgerMark.UNDONE.set(connection, run.by(), writeTime);
          return counts;
        });
  }

  static void refuse(UndoneRun run, List<String> obstacles) {
    if (!obstacles.isEmpty()) {
      throw new PrimaException(
          RepairError.CHANGED,
          "Run "
              + run.runId()
              + " cannot be undone: "
              + String.join("; ", obstacles)
              + ". Nothing was touched; undo what came later first, the newest run first, with:"
              + " scripts/prima repair --undo RUN_ID");
    }
  }

  /** The agents that the run took away from places on this node, with these places. */
  List<Move> moves() {
    return node.call(
        "read where agents were", connection -> new RunLedger(connection, run.runId()).moves());
  }

  /** Whether the run brought agents to other places here. */
  boolean relocated() {
    return node.call(
        "read the ledger", connection -> new RunLedger(connection, run.runId()).relocated());
  }

  /** Whether the node's ledger has anything of the run. */
  boolean knows() {
    return node.call(
        "read the ledger", connection -> new RunLedger(connection, run.runId()).knows());
  }

  /** Removes the last of the run's traces, once all else is done. */
  void forget() {
    node.transaction("forget a run", connection -> new RunLedger(connection, run.runId()).forget());
  }
}
