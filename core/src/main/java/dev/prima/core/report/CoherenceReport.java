package dev.prima.core.report;

import dev.prima.core.json.JsonValue.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * The field coherence (LEGACY.md): the mean {@code coherence_level} of active agents, 0..100.
 *
 * @param source over the rows that load; null where there are none
 * @param targets over the rows of the targets; null where there are none or they were not read
 */
public record CoherenceReport(
    long activeAgents, @Nullable Double source, @Nullable Double targets) {

  JsonObject toJson() {
    return JsonObject.builder()
        .put("activeAgents", activeAgents)
        .put("source", source)
        .put("targets", targets)
        .build();
  }

  static CoherenceReport from(JsonObject json) {
    return new CoherenceReport(
        Members.count(json, "activeAgents"), json.findDouble("source"), json.findDouble("targets"));
  }
}
