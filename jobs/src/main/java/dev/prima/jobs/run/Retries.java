package dev.prima.jobs.run;

import dev.prima.core.error.PrimaException;
import dev.prima.core.json.Json;
import dev.prima.core.json.JsonValue.JsonArray;
import dev.prima.core.json.JsonValue.JsonObject;
import dev.prima.core.report.StepReport.Retried;
import dev.prima.jobs.cassandra.CassandraError;
import dev.prima.jobs.postgres.PostgresError;
import dev.prima.jobs.report.RunFolder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How often a step, or a transaction of it, was tried again because a store failed. Kept in the
 * run's folder as it happens, so that a report tells of all attempts of the run.
 *
 * <p>Counted where the work is known to have gone on: what a task of Spark had tried before it
 * failed is not in it, but the step's own retry is.
 */
final class Retries {
  private static final String POSTGRES = "postgres";
  private static final String CASSANDRA = "cassandra";

  private Retries() {}

  /** Counts a step that is done again for this reason. */
  static void add(RunFolder folder, String step, PrimaException why) {
    if (why.error() instanceof CassandraError) {
      add(folder, step, new Retried(CASSANDRA, null, 1));
    } else {
      add(folder, step, new Retried(POSTGRES, PostgresError.nodeOf(why), 1));
    }
  }

  /** Counts transactions that were done again, by node. */
  static void add(RunFolder folder, String step, Map<String, Integer> byNode) {
    byNode.forEach((node, times) -> add(folder, step, new Retried(POSTGRES, node, times)));
  }

  private static synchronized void add(RunFolder folder, String step, Retried more) {
    JsonObject all = read(folder);
    Map<String, Retried> told = new LinkedHashMap<>();
    of(all, step).forEach(r -> told.put(key(r), r));
    told.merge(key(more), more, (a, b) -> new Retried(a.store(), a.node(), a.times() + b.times()));
    JsonObject.Builder json = JsonObject.builder();
    all.members().forEach((name, value) -> json.put(name, value));
    json.put(
        step, new JsonArray(List.copyOf(told.values().stream().map(Retried::toJson).toList())));
    RunFolder.writeAtomically(file(folder), Json.pretty(json.build()));
  }

  private static String key(Retried retried) {
    @Nullable String node = retried.node();
    return node == null ? retried.store() : retried.store() + " " + node;
  }

  /** Those of a step, over all attempts of the run. */
  static List<Retried> of(RunFolder folder, String step) {
    return of(read(folder), step);
  }

  private static List<Retried> of(JsonObject all, String step) {
    var found = all.find(step);
    return found == null
        ? List.of()
        : found.asArray().stream().map(r -> Retried.from(r.asObject())).toList();
  }

  private static JsonObject read(RunFolder folder) {
    JsonObject told = RunFiles.told(file(folder));
    return told == null ? JsonObject.builder().build() : told;
  }

  private static Path file(RunFolder folder) {
    return folder.work().resolve("retries.json");
  }
}
