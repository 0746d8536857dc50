package dev.prima.jobs.schedule;

import dev.prima.core.json.JsonValue;
import dev.prima.core.json.JsonValue.JsonObject;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a schedule has done and will do.
 *
 * @param settled times up to this one need nothing more
 * @param next the time of the next run; null while one goes on and after the end
 * @param last the last run; null before the first
 * @param alive when this was written
 */
record ScheduleState(
    Phase phase,
    Instant settled,
    @Nullable Instant next,
    @Nullable Last last,
    long pid,
    Instant alive) {

  /** What it is at. */
  enum Phase {
    WAITING,
    RUNNING,
    STOPPED;

    String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /**
   * A run that ended.
   *
   * @param time of the timetable for which it was made
   */
  record Last(Instant time, Instant started, Instant ended, Ended how) {
    private JsonObject toJson() {
      return JsonObject.builder()
          .put("scheduledFor", time.toString())
          .put("startedAt", started.toString())
          .put("endedAt", ended.toString())
          .put("exitCode", how.status())
          .put("outcome", how.outcome())
          .put("runId", how.runId())
          .build();
    }

    private static Last from(JsonObject json) {
      return new Last(
          instant(json, "scheduledFor"),
          instant(json, "startedAt"),
          instant(json, "endedAt"),
          new Ended(Math.toIntExact(json.get("exitCode").asLong()), json.findString("runId")));
    }
  }

  JsonObject toJson() {
    return JsonObject.builder()
        .put("state", phase.word())
        .put("next", next == null ? null : next.toString())
        .put("last", last == null ? JsonValue.of((String) null) : last.toJson())
        .put("settled", settled.toString())
        .put("pid", pid)
        .put("aliveAt", alive.toString())
        .build();
  }

  /** What stands in the file of a former process. */
  static ScheduleState from(JsonObject json) {
    JsonValue next = json.find("next");
    JsonValue last = json.find("last");
    return new ScheduleState(
        Phase.valueOf(json.get("state").asString().toUpperCase(java.util.Locale.ROOT)),
        instant(json, "settled"),
        next == null ? null : Instant.parse(next.asString()),
        last == null ? null : Last.from(last.asObject()),
        json.get("pid").asLong(),
        instant(json, "aliveAt"));
  }

  private static Instant instant(JsonObject json, String member) {
    return Instant.parse(json.get(member).asString());
  }
}
