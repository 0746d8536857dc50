package dev.prima.jobs.repair;

import dev.prima.core.json.Json;
import dev.prima.core.json.JsonValue;
import dev.prima.core.json.JsonValue.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * A row as it stood and as it stands after a repair: a line of {@code repaired/TABLE.jsonl}.
 *
 * @param store {@code postgres} or {@code cassandra}
 * @param table its canonical name
 * @param action what a plan calls the change
 * @param before as it stood, see {@link RowImage}; null where there was none
 * @param after as it is meant to stand; null where there is none
 */
record RowChange(
    String store,
    String table,
    String action,
    @Nullable Standing before,
    @Nullable Standing after) {

  /**
   * @param node null in Cassandra
   * @param row every column by its name in the store; NULL is left out
   */
  record Standing(@Nullable String node, JsonObject row) {
    private JsonObject toJson() {
      return JsonObject.builder().put("node", node).put("row", row).build();
    }

    private static @Nullable Standing from(@Nullable JsonValue json) {
      if (json == null) {
        return null;
      }
      return new Standing(
          json.asObject().findString("node"), json.asObject().get("row").asObject());
    }
  }

  /** The change that puts it back. */
  RowChange reversed() {
    return new RowChange(store, table, action, after, before);
  }

  /** One line without its line feed. */
  String toJson() {
    JsonObject.Builder json =
        JsonObject.builder().put("store", store).put("table", table).put("action", action);
    if (before != null) {
      json.put("before", before.toJson());
    }
    if (after != null) {
      json.put("after", after.toJson());
    }
    return Json.write(json.build());
  }

  static RowChange parse(String line) {
    JsonObject json = Json.parse(line).asObject();
    return new RowChange(
        json.get("store").asString(),
        json.get("table").asString(),
        json.get("action").asString(),
        Standing.from(json.find("before")),
        Standing.from(json.find("after")));
  }
}
