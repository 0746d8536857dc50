package dev.prima.jobs.staging;

import dev.prima.core.json.JsonValue;
import dev.prima.core.json.JsonValue.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * What the staged values of one tagged column really are; the types of a target column are decided
 * by it.
 *
 * @param minInteger null where there is no integer, as is maxInteger
 * @param longest bytes of the longest text or blob
 */
public record ColumnCensus(
    String column,
    long nulls,
    long integers,
    long reals,
    long texts,
    long blobs,
    @Nullable Long minInteger,
    @Nullable Long maxInteger,
    long longest) {

  public static ColumnCensus empty(String column) {
    return new ColumnCensus(column, 0, 0, 0, 0, 0, null, null, 0);
  }

  /** The census of both sets of rows together. */
  public ColumnCensus plus(ColumnCensus other) {
    return new ColumnCensus(
        column,
        nulls + other.nulls,
        integers + other.integers,
        reals + other.reals,
        texts + other.texts,
        blobs + other.blobs,
        minInteger == null
            ? other.minInteger
            : other.minInteger == null
                ? minInteger
                : Long.valueOf(Math.min(minInteger, other.minInteger)),
        maxInteger == null
            ? other.maxInteger
            : other.maxInteger == null
                ? maxInteger
                : Long.valueOf(Math.max(maxInteger, other.maxInteger)),
        Math.max(longest, other.longest));
  }

  JsonValue toJson() {
    return JsonObject.builder()
        .put("column", column)
        .put("nulls", nulls)
        .put("integers", integers)
        .put("reals", reals)
        .put("texts", texts)
        .put("blobs", blobs)
        .put("minInteger", minInteger)
        .put("maxInteger", maxInteger)
        .put("longest", longest)
        .build();
  }

  static ColumnCensus of(JsonObject json) {
    JsonValue min = json.find("minInteger");
    JsonValue max = json.find("maxInteger");
    return new ColumnCensus(
        json.get("column").asString(),
        json.get("nulls").asLong(),
        json.get("integers").asLong(),
        json.get("reals").asLong(),
        json.get("texts").asLong(),
        json.get("blobs").asLong(),
        min == null ? null : Long.valueOf(min.asLong()),
        max == null ? null : Long.valueOf(max.asLong()),
        json.get("longest").asLong());
  }
}
