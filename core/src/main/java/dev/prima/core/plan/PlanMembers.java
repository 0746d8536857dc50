package dev.prima.core.plan;

import dev.prima.core.json.JsonValue;
import dev.prima.core.json.JsonValue.JsonArray;
import dev.prima.core.json.JsonValue.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Members of {@code plan.json} that stand in several of its records. */
final class PlanMembers {
  private PlanMembers() {}

  static <T> JsonValue array(List<T> values, Function<T, JsonValue> toJson) {
    return new JsonArray(values.stream().map(toJson).toList());
  }

  static <T> List<T> list(JsonObject json, String name, Function<JsonObject, T> from) {
    return json.get(name).asArray().stream().map(v -> from.apply(v.asObject())).toList();
  }

  static List<String> texts(JsonObject json, String name) {
    return json.get(name).asArray().stream().map(JsonValue::asString).toList();
  }

  static JsonValue texts(Map<String, String> values) {
    JsonObject.Builder json = JsonObject.builder();
    values.forEach(json::put);
    return json.build();
  }

  static Map<String, String> textsByName(JsonObject json, String name) {
    Map<String, String> values = new LinkedHashMap<>();
    json.get(name).asObject().members().forEach((n, v) -> values.put(n, v.asString()));
    return values;
  }
}
