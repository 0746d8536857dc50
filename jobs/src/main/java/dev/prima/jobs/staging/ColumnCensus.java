package dev.prima.jobs.staging;

import dev.prima.core.json.JsonValue;
import dev.prima.core.json.JsonValue.JsonObject;
import dev.prima.core.landing.Census;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What the staged values of one tagged column really are; the types of a target column are decided
 * by it.
 *
 * @param census what their type depends on
 * @param longest bytes of the longest text or blob
 */
public record ColumnCensus(String column, long nulls, Census census, long longest)
    implements Serializable {

  public static ColumnCensus empty(String column) {
    return new ColumnCensus(column, 0, Census.NONE, 0);
  }

  /** The census of both sets of rows together. */
  public ColumnCensus plus(ColumnCensus other) {
    return new ColumnCensus(
        column, nulls + other.nulls, census.plus(other.census), Math.max(longest, other.longest));
  }

  JsonValue toJson() {
    return JsonObject.builder()
        .put("column", column)
        .put("nulls", nulls)
        .put("integers", census.integers())
        .put("reals", census.reals())
        .put("texts", census.texts())
        .put("blobs", census.blobs())
        .put("minInteger", census.minInteger())
        .put("maxInteger", census.maxInteger())
        .put("form", census.form())
        .put("scale", census.scale() == null ? null : Long.valueOf(census.scale()))
        .put("minReal", real(census.minReal()))
        .put("maxReal", real(census.maxReal()))
        .put("longest", longest)
        .build();
  }

  /** Infinite ones, too. */
  private static @Nullable String real(@Nullable Double value) {
    return value == null ? null : value.toString();
  }

  static ColumnCensus of(JsonObject json) {
    return new ColumnCensus(
        json.get("column").asString(),
        json.get("nulls").asLong(),
        new Census(
            json.get("integers").asLong(),
            json.get("reals").asLong(),
            json.get("texts").asLong(),
            json.get("blobs").asLong(),
            json.findLong("minInteger"),
            json.findLong("maxInteger"),
            json.findString("form"),
            json.find("scale") == null ? null : Integer.valueOf((int) json.get("scale").asLong()),
            real(json, "minReal"),
            real(json, "maxReal")),
        json.get("longest").asLong());
  }

  private static @Nullable Double real(JsonObject json, String name) {
    String value = json.findString(name);
    return value == null ? null : Double.valueOf(value);
  }
}
