package dev.prima.jobs.spark;

import dev.prima.core.json.JsonValue;
import dev.prima.core.json.JsonValue.JsonArray;
import java.util.List;
import java.util.function.Function;

/**
 * A value as JSON and back, equal to what it was.
 *
 * @param read throws {@link dev.prima.core.json.JsonException}, or what Java throws for a number
 *     out of range, for JSON of another form
 */
public record JsonForm<T>(Function<T, JsonValue> write, Function<JsonValue, T> read) {

  /** Of a list of such values. */
  public JsonForm<List<T>> list() {
    return new JsonForm<>(
        values -> new JsonArray(values.stream().map(write).toList()),
        json -> json.asArray().stream().map(read).toList());
  }
}
