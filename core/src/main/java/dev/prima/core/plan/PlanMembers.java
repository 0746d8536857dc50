package dev.prima.core.plan;

import dev.prima.core.json.JsonValue;
import dev.prima.core.json.JsonValue.JsonArray;
import dev.prima.core.json.JsonValue.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

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

  static long count(JsonObject json, String name) {
    return json.get(name).asLong();
  }

  static @Nullable Long findCount(JsonObject json, String name) {
    JsonValue value = json.find(name);
    return value == null ? null : (Long) value.asLong();
  }

  static @Nullable Double findNumber(JsonObject json, String name) {
    JsonValue value = json.find(name);
    return value == null ? null : (Double) value.asDouble();
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

  static Map<String, Long> counts(JsonObject json, String name) {
    Map<String, Long> values = new LinkedHashMap<>();
    json.get(name).asObject().members().forEach((n, v) -> values.put(n, v.asLong()));
    return values;
  }
}
