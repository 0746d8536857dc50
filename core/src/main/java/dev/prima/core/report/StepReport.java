package dev.prima.core.report;

import dev.prima.core.json.JsonValue.JsonObject;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One step of the run, all attempts together.
 *
 * @param rows that it worked on
 * @param retries what of it was tried again because a store failed; empty where nothing was
 */
public record StepReport(
    String name, double seconds, long rows, double rowsPerSecond, List<Retried> retries) {
  private static final double MILLIS_PER_SECOND = 1000;

  public StepReport {
    retries = List.copyOf(retries);
  }

  /** Of a step of which nothing was tried again. */
  public StepReport(String name, double seconds, long rows, double rowsPerSecond) {
    this(name, seconds, rows, rowsPerSecond, List.of());
  }

  /**
   * How often work on a store was done again: a transaction, or the step as a whole.
   *
   * @param store {@code postgres} or {@code cassandra}
   * @param node null for Cassandra
   */
  public record Retried(String store, @Nullable String node, long times) {
    /** As it stands in {@code report.json}. */
    public JsonObject toJson() {
      JsonObject.Builder json = JsonObject.builder().put("store", store);
      if (node != null) {
        json.put("node", node);
      }
      return json.put("times", times).build();
    }

    /** Reads what {@link #toJson} wrote. */
    public static Retried from(JsonObject json) {
      return new Retried(
          Members.text(json, "store"), json.findString("node"), Members.count(json, "times"));
    }
  }

  /** To the millisecond; the rate to a tenth, 0 where the step took no time. */
  public static StepReport of(String name, Duration took, long rows) {
    double seconds = took.toMillis() / MILLIS_PER_SECOND;
    double rate = seconds > 0 ? Math.round(rows / seconds * 10) / 10.0 : 0;
    return new StepReport(name, seconds, rows, rate);
  }

  /** The same with what was tried again. */
  public StepReport with(List<Retried> tried) {
    return new StepReport(name, seconds, rows, rowsPerSecond, tried);
  }

  /** As it stands in {@code report.json}. */
  public JsonObject toJson() {
    JsonObject.Builder json =
        JsonObject.builder()
            .put("name", name)
            .put("seconds", seconds)
            .put("rows", rows)
            .put("rowsPerSecond", rowsPerSecond);
    if (!retries.isEmpty()) {
      json.put("retries", RunReport.array(retries.stream().map(Retried::toJson).toList()));
    }
    return json.build();
  }

  static StepReport from(JsonObject json) {
    return new StepReport(
        Members.text(json, "name"),
        Members.number(json, "seconds"),
        Members.count(json, "rows"),
        Members.number(json, "rowsPerSecond"),
        RunReport.objects(json, "retries").stream().map(Retried::from).toList());
  }
}
