package dev.prima.core.report;

import dev.prima.core.json.JsonValue.JsonObject;
import dev.prima.core.run.RunId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * What stands fast when a run starts.
 *
 * @param command {@code migrate}, {@code plan}, {@code reconcile} or {@code repair}
 * @param dryRun whether nothing is written, and {@code loaded} is what would load
 * @param attempt 1, and one more for each resume
 * @param startedAt of the first attempt, to the millisecond
 */
public record RunFacts(
    RunId runId, String command, boolean dryRun, int attempt, Instant startedAt) {

  public RunFacts {
    startedAt = startedAt.truncatedTo(ChronoUnit.MILLIS);
  }

  void write(JsonObject.Builder json) {
    json.put("runId", runId.text()).put("command", command).put("dryRun", dryRun);
  }

  static RunFacts from(JsonObject json) {
    return new RunFacts(
        new RunId(Members.text(json, "runId")),
        Members.text(json, "command"),
        json.get("dryRun").asBoolean(),
        Math.toIntExact(json.get("attempt").asLong()),
        Instant.parse(Members.text(json, "startedAt")));
  }
}
