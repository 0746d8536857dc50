package dev.prima.jobs.run;

import dev.prima.core.run.RunId;
import dev.prima.jobs.postgres.LedgerMark;
import dev.prima.jobs.postgres.PostgresNode;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.HashSet;
import java.util.Set;

/**
 * A row in the home node's ledger for each run that filled the global store. A run without one was
 * cut off between both stores: what it brought to the nodes is a duplicate by now, and must be
 * written to the global store all the same.
 */
final class GlobalMark {
  private static final String TABLE = LedgerMark.GLOBAL.table();

  /** None of these alone says that a run brought anything. */
  private static final String MARKS =
      "{"
          + String.join(
              ",",
              TABLE,
              LedgerMark.LOADED.table(),
              LedgerMark.UNDONE.table(),
              LedgerMark.REPAIRED.table())
          + "}";

  private GlobalMark() {}

  /** Earlier runs that were cut off before they had filled the global store. */
  static Set<String> missing(RunState state) {
    Set<String> runs = new HashSet<>();
    for (PostgresNode node : state.destinations().nodes()) {
      runs.addAll(runs(node, "table_name <> ALL (?::text[])", MARKS));
    }
    runs.removeAll(runs(state.destinations().home(), "table_name = ?", TABLE));
    runs.remove(state.context().folder().id().text());
    return runs;
  }

  /** Says that the global store holds what this run and those runs loaded. */
  static void set(RunState state, Set<String> runs) {
    Set<String> filled = new HashSet<>(runs);
    filled.add(state.context().folder().id().text());
    state
        .destinations()
        .home()
        .transaction(
            "mark the global store as filled",
            connection -> {
              try (PreparedStatement insert =
                  connection.prepareStatement(
                      "INSERT INTO prima.migration_ledger (run_id, table_name, unit)"
                          + " SELECT run, ?, 0 FROM unnest(?) AS run ON CONFLICT DO NOTHING")) {
                insert.setString(1, TABLE);
                insert.setArray(2, connection.createArrayOf("text", filled.toArray()));
                return insert.executeUpdate();
              }
            });
  }

  /**
   * The time that changes of rows which stand bear: the start of this run, or, where a clock went
   * back, a time after the start of every earlier run.
   *
   * @param missed earlier runs that were cut off before they had filled the global store
   */
  static long timeOfChanges(RunState state, Set<String> missed) {
    Set<String> all = new HashSet<>(missed);
    all.addAll(runs(state.destinations().home(), "table_name = ?", TABLE));
    return all.stream()
        .filter(run -> !run.equals(state.context().folder().id().text()))
        .filter(RunId::isRunId)
        .mapToLong(run -> new RunId(run).second().plusSeconds(1).toEpochMilli() * 1000)
        .reduce(state.writeTime(), Math::max);
  }

  private static Set<String> runs(PostgresNode node, String which, String table) {
    return node.call(
        "read the ledger",
        connection -> {
          Set<String> runs = new HashSet<>();
          try (PreparedStatement query =
              connection.prepareStatement(
                  "SELECT DISTINCT run_id FROM prima.migration_ledger WHERE " + which)) {
            query.setString(1, table);
            try (ResultSet row = query.executeQuery()) {
              while (row.next()) {
                runs.add(row.getString(1));
              }
            }
          }
          return runs;
        });
  }
}
