package dev.prima.jobs.run;

import com.datastax.oss.driver.api.core.CqlSession;
import dev.prima.core.json.Json;
import dev.prima.core.json.JsonValue;
import dev.prima.core.json.JsonValue.JsonArray;
import dev.prima.core.json.JsonValue.JsonObject;
import dev.prima.jobs.cassandra.NodeStarts;
import dev.prima.jobs.postgres.NodeMoment;
import dev.prima.jobs.postgres.PostgresNode;
import dev.prima.jobs.reconcile.Inputs;
import dev.prima.jobs.report.RunFolder;
import dev.prima.jobs.spark.Spool;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the run has read of sources and targets to compare them, partition by partition, and what it
 * made of that: kept in its staging until they are compared, so that a resume does what is missing.
 *
 * <p>Only for as long as no server was started anew, no ledger tells of anything since, and the run
 * compares the same in the same way.
 */
final class KeptReadings {
  private static final String SINCE = "since";
  private static final String FOLDER = "folder";
  private static final String MARKS = "marks";

  private final Spool spool;
  private final String since;

  private KeptReadings(Spool spool, String since) {
    this.spool = spool;
    this.since = since;
  }

  /** Those that still hold. */
  static KeptReadings of(RunState state, Inputs inputs) {
    JsonObject told = RunFiles.told(file(state));
    JsonObject marks = marks(state, inputs);
    if (told != null && marks != null && marks.equals(told.get(MARKS))) {
      return new KeptReadings(
          spool(state, told.get(FOLDER).asString()), told.get(SINCE).asString());
    }
    return anew(state, marks);
  }

  /** None, and what is read from now on. */
  static KeptReadings anew(RunState state, Inputs inputs) {
    return anew(state, marks(state, inputs));
  }

  private static KeptReadings anew(RunState state, @Nullable JsonObject marks) {
    state.deleteStaged(state.readingsFolder());
    String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    // Of its own, lest a task that outlives its driver puts there what was read before.
    String folder = UUID.randomUUID().toString();
    if (marks != null) {
      RunFolder.writeAtomically(
          file(state),
          Json.pretty(
              JsonObject.builder().put(SINCE, now).put(FOLDER, folder).put(MARKS, marks).build()));
    }
    return new KeptReadings(spool(state, folder), now);
  }

  private static Spool spool(RunState state, String folder) {
    return new Spool(
        state.readingsFolder() + "/" + folder, state.spark().sessionState().newHadoopConf());
  }

  /** Where they are, and what is read is kept. */
  Spool spool() {
    return spool;
  }

  /** A sentence on them where some were there. */
  Optional<String> found() {
    return spool.found()
        ? Optional.of(
            "What was compared had been read in part before the run was cut off, from "
                + since
                + " on: what somebody else changed in the targets after that may not show.")
        : Optional.empty();
  }

  private static Path file(RunState state) {
    return state.context().folder().work().resolve("readings.json");
  }

  /** On what they depend besides the rows; null where a node does not tell. */
  private static @Nullable JsonObject marks(RunState state, Inputs inputs) {
    Map<String, Long> starts;
    try (CqlSession session = state.destinations().cassandra().session()) {
      starts = NodeStarts.of(session);
    }
    if (starts.isEmpty()) {
      return null;
    }
    JsonObject.Builder postgres = JsonObject.builder();
    for (PostgresNode node : state.destinations().nodes()) {
      postgres.put(node.name(), NodeMoment.of(node));
    }
    Inputs.Lineage lineage = inputs.lineage();
    return JsonObject.builder()
        .put("version", ToolVersion.text())
        .put("config", state.context().config().effective())
        .put("cassandra", JsonValue.ofCounts(starts))
        .put("postgres", postgres.build())
        .put("own", sorted(lineage.ownSourceIds()))
        .put("earlier", sorted(lineage.earlierSourceIds()))
        .put("mixed", sorted(lineage.mixedSourceIds()))
        .build();
  }

  private static JsonArray sorted(Collection<Integer> ids) {
    return new JsonArray(ids.stream().sorted().map(id -> JsonValue.of(id.longValue())).toList());
  }
}
