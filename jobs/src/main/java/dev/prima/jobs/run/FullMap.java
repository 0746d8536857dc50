package dev.prima.jobs.run;

import dev.prima.core.report.ShardingReport;
import dev.prima.jobs.postgres.LedgerMark;
import dev.prima.jobs.postgres.LedgerTotals;
import dev.prima.jobs.run.RunContext.Reach;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * What the last map from scratch cut: a row in the home node's ledger, which stays with the agents
 * that were placed, wherever runs start from and whichever of their folders are kept. Its {@code
 * rows} are the millionths of the resonance that run between shards.
 */
final class FullMap {
  private static final String TABLE = LedgerMark.FULL_MAP.table();
  private static final double MILLIONTHS = 1e6;

  private FullMap() {}

  /** Share of the resonance; null if it is not known. */
  static @Nullable Double lastEdgeCut(RunState state) {
    if (state.context().reach() == Reach.OFFLINE) {
      return PreviousMap.find(state.context()).map(PreviousMap::fullEdgeCut).orElse(null);
    }
    if (!LedgerTotals.standOn(state.destinations().home())) {
      return null;
    }
    OptionalDouble found =
        state
            .destinations()
            .home()
            .call(
                "read the ledger",
                connection -> {
                  try (PreparedStatement query =
                      connection.prepareStatement(
                          "SELECT rows FROM prima.migration_ledger WHERE table_name = ?"
                              + " ORDER BY loaded_at DESC, run_id DESC LIMIT 1")) {
                    query.setString(1, TABLE);
                    try (ResultSet row = query.executeQuery()) {
                      return row.next()
                          ? OptionalDouble.of(row.getLong(1) / MILLIONTHS)
                          : OptionalDouble.empty();
                    }
                  }
                });
    return found.isPresent() ? found.getAsDouble() : null;
  }

  /** Keeps what this run's map cuts if it is one from scratch; done again it changes nothing. */
  static void keep(RunState state) {
    ShardingReport map = Placements.read(state.context().folder());
    Double cut = map == null || map.continued() != null ? null : map.fullEdgeCut();
    if (cut == null) {
      return;
    }
    state
        .destinations()
        .home()
        .transaction(
            "note what the shard map cuts",
            connection -> {
              try (PreparedStatement insert =
                  connection.prepareStatement(
                      "INSERT INTO prima.migration_ledger (run_id, table_name, unit, rows)"
                          + " VALUES (?, ?, 0, ?) ON CONFLICT DO NOTHING")) {
                insert.setString(1, state.context().folder().id().text());
                insert.setString(2, TABLE);
                insert.setLong(3, Math.round(cut * MILLIONTHS));
                return insert.executeUpdate();
              }
            });
  }
}
