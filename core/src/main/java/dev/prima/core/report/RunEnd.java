package dev.prima.core.report;

import dev.prima.core.error.ExitCode;
import dev.prima.core.json.JsonException;
import dev.prima.core.json.JsonValue;
import dev.prima.core.json.JsonValue.JsonObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How a run ended.
 *
 * @param finishedAt to the millisecond; null while it is under way
 * @param error what stopped it, null where nothing did
 */
public record RunEnd(ExitCode exit, @Nullable Instant finishedAt, @Nullable Failure error) {

  /** Of a run that goes on, and of one that is killed: it leaves this. */
  public static final RunEnd NOT_YET = new RunEnd(ExitCode.INTERRUPTED, null, null);

  public RunEnd {
    finishedAt = finishedAt == null ? null : finishedAt.truncatedTo(ChronoUnit.MILLIS);
  }

  /**
   * The error that stopped a run.
   *
   * @param code for instance {@code SRC-003}; null for a fault of ours
   * @param message without values of rows, and without secrets
   */
  public record Failure(@Nullable String code, String message) {}

  void write(JsonObject.Builder json, RunFacts run) {
    json.put("outcome", exit.outcome())
        .put("exitCode", exit.status())
        .put("attempt", run.attempt())
        .put("startedAt", run.startedAt().toString())
        .put("finishedAt", finishedAt == null ? null : finishedAt.toString());
    if (error != null) {
      json.put(
          "error",
          JsonObject.builder().put("code", error.code).put("message", error.message).build());
    }
  }

  static RunEnd from(JsonObject json) {
    String outcome = Members.text(json, "outcome");
    String finished = json.findString("finishedAt");
    JsonValue error = json.find("error");
    return new RunEnd(
        Arrays.stream(ExitCode.values())
            .filter(exit -> exit.outcome().equals(outcome))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("outcome is unknown: " + outcome)),
        finished == null ? null : Instant.parse(finished),
        error == null ? null : failure(error.asObject()));
  }

  /**
   * @throws JsonException if it has no message
   */
  private static Failure failure(JsonObject json) {
    return new Failure(json.findString("code"), Members.text(json, "message"));
  }
}
