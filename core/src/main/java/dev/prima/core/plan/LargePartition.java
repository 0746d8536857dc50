package dev.prima.core.plan;

import dev.prima.core.json.JsonValue.JsonObject;

/**
 * A Cassandra partition that would be larger than is good for its node.
 *
 * @param key the values of its key columns, with their names
 * @param rows that this run would bring to it
 */
public record LargePartition(String table, String key, long rows) {
  JsonObject toJson() {
    return JsonObject.builder().put("table", table).put("key", key).put("rows", rows).build();
  }

  static LargePartition from(JsonObject json) {
    return new LargePartition(
        json.get("table").asString(), json.get("key").asString(), json.get("rows").asLong());
  }
}
