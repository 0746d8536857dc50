package dev.prima.jobs.staging;

import dev.prima.core.json.JsonValue;
import dev.prima.core.json.JsonValue.JsonObject;
import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one table of one file has in a part.
 *
 * @param source rank of the source file by path
 * @param file path of the source file
 * @param sourceTable name of the table in it
 * @param read rows read: {@code staged} and the sum of {@code rejected}
 * @param rejected by the name of the reason
 * @param firstRowid of the rows read
 * @param fingerprint of the staged rows, see {@link Fingerprint}
 * @param stored digest of the rows read as they stand in the file, and of what decides how they are
 *     staged; null where that is not known
 */
public record PartShare(
    int source,
    String file,
    String sourceTable,
    long read,
    long staged,
    Map<String, Long> rejected,
    Map<String, Long> conversions,
    Map<String, Long> warnings,
    long firstRowid,
    long lastRowid,
    String fingerprint,
    @Nullable String stored)
    implements Serializable {
  public PartShare {
    rejected = Map.copyOf(rejected);
    conversions = Map.copyOf(conversions);
    warnings = Map.copyOf(warnings);
  }

  /** The same rows, staged of a file that has another rank. */
  PartShare of(int rank) {
    return new PartShare(
        rank,
        file,
        sourceTable,
        read,
        staged,
        rejected,
        conversions,
        warnings,
        firstRowid,
        lastRowid,
        fingerprint,
        stored);
  }

  /** Rows that were refused. */
  public long rejects() {
    return rejected.values().stream().mapToLong(Long::longValue).sum();
  }

  JsonValue toJson() {
    JsonObject.Builder json = JsonObject.builder();
    if (stored != null) {
      json.put("stored", stored);
    }
    return json.put("source", source)
        .put("file", file)
        .put("sourceTable", sourceTable)
        .put("read", read)
        .put("staged", staged)
        .put("rejected", JsonValue.ofCounts(new TreeMap<>(rejected)))
        .put("conversions", JsonValue.ofCounts(new TreeMap<>(conversions)))
        .put("warnings", JsonValue.ofCounts(new TreeMap<>(warnings)))
        .put("firstRowid", firstRowid)
        .put("lastRowid", lastRowid)
        .put("fingerprint", fingerprint)
        .build();
  }

  static PartShare of(JsonObject json) {
    return new PartShare(
        (int) json.get("source").asLong(),
        json.get("file").asString(),
        json.get("sourceTable").asString(),
        json.get("read").asLong(),
        json.get("staged").asLong(),
        counts(json.get("rejected")),
        counts(json.get("conversions")),
        counts(json.get("warnings")),
        json.get("firstRowid").asLong(),
        json.get("lastRowid").asLong(),
        json.get("fingerprint").asString(),
        json.findString("stored"));
  }

  private static Map<String, Long> counts(JsonValue json) {
    Map<String, Long> counts = new TreeMap<>();
    json.asObject().members().forEach((name, count) -> counts.put(name, count.asLong()));
    return counts;
  }
}
