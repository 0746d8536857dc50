package dev.prima.core.plan;

import dev.prima.core.json.JsonValue;
import dev.prima.core.json.JsonValue.JsonObject;
import java.util.List;

/**
 * The statements that a store would be given, in the order of execution.
 *
 * @param store {@code postgres} or {@code cassandra}
 * @param name of the node, or of the keyspace
 * @param before the rows come
 * @param after they are in; on a node several are executed at a time
 */
public record StoreDdl(String store, String name, List<String> before, List<String> after) {
  public StoreDdl {
    before = List.copyOf(before);
    after = List.copyOf(after);
  }

  JsonObject toJson() {
    return JsonObject.builder()
        .put("store", store)
        .put("name", name)
        .put("beforeLoad", JsonValue.ofStrings(before))
        .put("afterLoad", JsonValue.ofStrings(after))
        .build();
  }

  static StoreDdl from(JsonObject json) {
    return new StoreDdl(
        json.get("store").asString(),
        json.get("name").asString(),
        PlanMembers.texts(json, "beforeLoad"),
        PlanMembers.texts(json, "afterLoad"));
  }
}
