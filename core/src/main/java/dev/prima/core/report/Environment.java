package dev.prima.core.report;

import dev.prima.core.json.JsonValue;
import dev.prima.core.json.JsonValue.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * What the run ran on.
 *
 * @param spark null where no session was started
 */
public record Environment(String toolVersion, @Nullable Spark spark) {

  /** A Spark session. */
  public record Spark(String master, String deployMode, @Nullable String applicationId) {}

  void write(JsonObject.Builder json) {
    json.put("tool", JsonObject.builder().put("version", toolVersion).build());
    json.put(
        "spark",
        spark == null
            ? JsonValue.JsonNull.NULL
            : JsonObject.builder()
                .put("master", spark.master)
                .put("deployMode", spark.deployMode)
                .put("applicationId", spark.applicationId)
                .build());
  }

  static Environment from(JsonObject json) {
    JsonValue spark = json.find("spark");
    return new Environment(
        Members.text(json.get("tool").asObject(), "version"),
        spark == null ? null : spark(spark.asObject()));
  }

  private static Spark spark(JsonObject json) {
    return new Spark(
        Members.text(json, "master"),
        Members.text(json, "deployMode"),
        json.findString("applicationId"));
  }
}
