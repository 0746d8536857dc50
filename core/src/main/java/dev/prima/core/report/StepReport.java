package dev.prima.core.report;

import dev.prima.core.json.JsonValue.JsonObject;
import java.time.Duration;

/**
 * One step of the run, all attempts together.
 *
 * @param rows that it worked on
 */
public record StepReport(String name, double seconds, long rows, double rowsPerSecond) {
  private static final double MILLIS_PER_SECOND = 1000;

  /** To the millisecond; the rate to a tenth, 0 where the step took no time. */
  public static StepReport of(String name, Duration took, long rows) {
    double seconds = took.toMillis() / MILLIS_PER_SECOND;
    double rate = seconds > 0 ? Math.round(rows / seconds * 10) / 10.0 : 0;
    return new StepReport(name, seconds, rows, rate);
  }

  /** As it stands in {@code report.json}. */
  public JsonObject toJson() {
    return JsonObject.builder()
        .put("name", name)
        .put("seconds", seconds)
        .put("rows", rows)
        .put("rowsPerSecond", rowsPerSecond)
        .build();
  }

  static StepReport from(JsonObject json) {
    return new StepReport(
        Members.text(json, "name"),
        Members.number(json, "seconds"),
        Members.count(json, "rows"),
        Members.number(json, "rowsPerSecond"));
  }
}
