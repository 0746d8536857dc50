package dev.prima.core.report;

import dev.prima.core.json.JsonValue;
import dev.prima.core.json.JsonValue.JsonObject;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Members of a report that may be absent. */
final class Members {
  private Members() {}

  static long count(JsonObject json, String name) {
    JsonValue value = json.find(name);
    return value == null ? 0 : value.asLong();
  }

  static double number(JsonObject json, String name) {
    JsonValue value = json.find(name);
    return value == null ? 0 : value.asDouble();
  }

  static String text(JsonObject json, String name) {
    return json.get(name).asString();
  }

  static List<String> texts(JsonObject json, String name) {
    JsonValue value = json.find(name);
    return value == null ? List.of() : value.asArray().stream().map(JsonValue::asString).toList();
  }

  static Map<String, Long> counts(JsonObject json, String name) {
    JsonValue value = json.find(name);
    return value == null ? Map.of() : value.asCounts();
  }

  /** By name, so that reports of equal runs are equal text. */
  static Map<String, Long> sorted(Map<String, Long> counts) {
    return Collections.unmodifiableMap(new TreeMap<>(counts));
  }
}
