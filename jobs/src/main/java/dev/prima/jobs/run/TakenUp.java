package dev.prima.jobs.run;

import dev.prima.core.json.Json;
import dev.prima.core.json.JsonValue.JsonObject;
import dev.prima.jobs.report.RunFolder;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which of its rows a run takes up: all of them, or those that changed since another run. Kept in
 * the run's folder, so that a resume goes on with the same.
 *
 * @param since id of the other run; null for all rows
 * @param reason why all are taken up although changes alone were asked for; null for no such reason
 * @param settled whether the last run's shard map is this one's: no agent comes or goes, and the
 *     map is there
 * @param losers whether a run that takes up all rows has written the {@link LosersRegister}
 * @param changed staged rows that are taken up because they changed, or a copy of theirs did
 * @param unchanged the fates of the others, by table
 */
record TakenUp(
    @Nullable String since,
    @Nullable String reason,
    boolean settled,
    boolean losers,
    long changed,
    Map<String, Unchanged> unchanged) {
  /** All rows, as nobody asked for less. */
  static final TakenUp ALL = new TakenUp(null, null, false, false, 0, Map.of());

  TakenUp {
    unchanged = Map.copyOf(unchanged);
  }

  /** Rows of a table that are as they were when the other run took them up. */
  record Unchanged(long duplicates, long superseded) {
    static final Unchanged NONE = new Unchanged(0, 0);

    long rows() {
      return duplicates + superseded;
    }
  }

  static TakenUp all(String reason) {
    return new TakenUp(null, reason, false, false, 0, Map.of());
  }

  /** The same where no agent comes or goes. */
  TakenUp asSettled() {
    return new TakenUp(since, reason, true, losers, changed, unchanged);
  }

  /** The same once it is written who lost. */
  TakenUp withLosers() {
    return new TakenUp(since, reason, settled, true, changed, unchanged);
  }

  /** Whether the {@link LosersRegister} says who lost: runs that take up changes write it last. */
  boolean tellsLosers() {
    return changesAlone() || losers;
  }

  boolean changesAlone() {
    return since != null;
  }

  /**
   * How many rows are taken up.
   *
   * @param staged rows, all of them
   */
  long rows(long staged) {
    return changesAlone() ? changed : staged;
  }

  Unchanged unchanged(String table) {
    return unchanged.getOrDefault(table, Unchanged.NONE);
  }

  /** A sentence for the report; empty where nobody asked for changes alone. */
  Optional<String> told() {
    if (reason != null) {
      return Optional.of(
          "source.incremental: everything was taken up, not only what changed, for "
              + reason
              + ".");
    }
    return since == null
        ? Optional.empty()
        : Optional.of(
            "source.incremental: taken up were "
                + changed
                + " rows that changed since run "
                + since
                + ", copies of one row included; "
                + unchanged.values().stream().mapToLong(Unchanged::rows).sum()
                + " rows are as they were then, and were not held against the targets again when"
                + " rows were resolved.");
  }

  void write(RunFolder folder) {
    JsonObject.Builder tables = JsonObject.builder();
    new TreeMap<>(unchanged)
        .forEach(
            (table, rows) ->
                tables.put(
                    table,
                    JsonObject.builder()
                        .put("duplicates", rows.duplicates)
                        .put("superseded", rows.superseded)
                        .build()));
    JsonObject.Builder json = JsonObject.builder();
    if (since != null) {
      json.put("since", since);
    }
    if (reason != null) {
      json.put("reason", reason);
    }
    RunFolder.writeAtomically(
        file(folder),
        Json.pretty(
            json.put("settled", settled)
                .put("losers", losers)
                .put("changed", changed)
                .put("unchanged", tables.build())
                .build()));
  }

  /** What was kept; {@link #ALL} before rows are resolved. */
  static TakenUp read(RunFolder folder) {
    JsonObject json = RunFiles.told(file(folder));
    if (json == null) {
      return ALL;
    }
    Map<String, Unchanged> unchanged = new TreeMap<>();
    json.get("unchanged")
        .asObject()
        .members()
        .forEach(
            (table, rows) ->
                unchanged.put(
                    table,
                    new Unchanged(
                        rows.asObject().get("duplicates").asLong(),
                        rows.asObject().get("superseded").asLong())));
    return new TakenUp(
        json.findString("since"),
        json.findString("reason"),
        json.find("settled") != null && json.get("settled").asBoolean(),
        json.find("losers") != null && json.get("losers").asBoolean(),
        json.get("changed").asLong(),
        unchanged);
  }

  private static Path file(RunFolder folder) {
    return folder.work().resolve("taken-up.json");
  }
}
