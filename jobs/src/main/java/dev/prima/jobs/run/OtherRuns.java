package dev.prima.jobs.run;

import dev.prima.core.error.PrimaException;
import dev.prima.core.json.Json;
import dev.prima.core.json.JsonValue.JsonObject;
import dev.prima.jobs.postgres.LedgerMark;
import dev.prima.jobs.postgres.LedgerTotals;
import dev.prima.jobs.postgres.PostgresNode;
import dev.prima.jobs.report.RunFolder;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What other runs have on record in the nodes' ledgers. What a run decided about its rows holds for
 * as long as that stays as it was: a later run has brought rows that this one knows nothing of, and
 * one that was undone has taken away what this one counts on.
 */
final class OtherRuns {
  private OtherRuns() {}

  /** Keeps it in the run's folder, once it is decided what becomes of rows. */
  static void keep(RunState state) {
    JsonObject.Builder nodes = JsonObject.builder();
    for (PostgresNode node : state.destinations().nodes()) {
      JsonObject.Builder runs = JsonObject.builder();
      onRecord(state, node).forEach(runs::put);
      nodes.put(node.name(), runs.build());
    }
    RunFolder.writeAtomically(file(state), Json.pretty(nodes.build()));
  }

  /**
   * Makes sure that it is the same where the run has decided before.
   *
   * @throws PrimaException {@link RunProblem#CHANGED}, which names the other run
   */
  static void require(RunState state) {
    JsonObject kept = RunFiles.told(file(state));
    if (kept == null) {
      return;
    }
    for (PostgresNode node : state.destinations().nodes()) {
      Map<String, String> then = new TreeMap<>();
      kept.get(node.name())
          .asObject()
          .members()
          .forEach((run, record) -> then.put(run, record.asString()));
      String other = different(then, onRecord(state, node));
      if (other != null) {
        throw new PrimaException(
            RunProblem.CHANGED,
            "Run "
                + state.context().folder().id()
                + " cannot go on: run "
                + other
                + " has changed PostgreSQL node "
                + node.name()
                + " since it was decided what becomes of rows. Nothing was touched. Start a new run"
                + " without --resume: what this one has loaded stands and is not loaded twice");
      }
    }
  }

  private static @Nullable String different(Map<String, String> then, Map<String, String> now) {
    TreeSet<String> runs = new TreeSet<>(then.keySet());
    runs.addAll(now.keySet());
    return runs.descendingSet().stream()
        .filter(run -> !Objects.equals(then.get(run), now.get(run)))
        .findFirst()
        .orElse(null);
  }

  /** By run; without the marks that say of a run what another did for it. */
  private static Map<String, String> onRecord(RunState state, PostgresNode node) {
    if (!LedgerTotals.standOn(node)) {
      return Map.of();
    }
    return node.call(
        "read the ledger",
        connection -> {
          Map<String, String> runs = new TreeMap<>();
          try (PreparedStatement query =
              connection.prepareStatement(
                  "SELECT run_id, count(*) || ' until ' || extract(epoch FROM max(loaded_at))"
                      + " FROM prima.migration_ledger WHERE run_id <> ? AND table_name <> ?"
                      + " GROUP BY run_id")) {
            query.setString(1, state.context().folder().id().text());
            query.setString(2, LedgerMark.GLOBAL.table());
            try (ResultSet row = query.executeQuery()) {
              while (row.next()) {
                runs.put(row.getString(1), row.getString(2));
              }
            }
          }
          return runs;
        });
  }

  private static Path file(RunState state) {
    return state.context().folder().work().resolve("other-runs.json");
  }
}
