package dev.prima.core.reconcile;

import dev.prima.core.json.Json;
import dev.prima.core.json.JsonValue;
import dev.prima.core.json.JsonValue.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A row that is not as it should be: one line of {@code discrepancies.jsonl}.
 *
 * @param store {@code postgres} or {@code cassandra}
 * @param row which row it is
 * @param place where it stands; where a missing one should
 * @param expected where a misplaced one should stand, null for others
 * @param columns those that differ, of a mismatched row
 * @param sourceHash of what counts of the source's row, hex; null where the source has none
 * @param targetHash likewise
 * @param values of both sides by column, where they are asked for
 */
public record Discrepancy(
    Kind kind,
    String table,
    String store,
    Key row,
    Place place,
    @Nullable Place expected,
    List<String> columns,
    @Nullable String sourceHash,
    @Nullable String targetHash,
    Values values) {
  public Discrepancy {
    columns = List.copyOf(columns);
  }

  /** What is the matter with it. */
  public enum Kind {
    /** The source has it, the store does not. */
    MISSING,
    /** The store has it, no source does; or the store has it once too often. */
    UNEXPECTED,
    /** Both have it, with different values. */
    MISMATCHED,
    /** It stands as it is in the source, but in another place than its own. */
    MISPLACED;

    /** As files write it. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * @param columns of the key in the target, as text
   * @param identity by which both sides are matched, hex
   */
  public record Key(Map<String, String> columns, String identity) {}

  /** Null is what a row does not have. */
  public record Place(@Nullable String node, @Nullable String region, @Nullable Integer shard) {
    private void put(JsonObject.Builder json) {
      if (node != null) {
        json.put("node", node);
      }
      if (region != null) {
        json.put("region", region);
      }
      if (shard != null) {
        json.put("shard", shard.longValue());
      }
    }
  }

  /** Null where they are not asked for, or there is no such row. */
  public record Values(@Nullable JsonObject source, @Nullable JsonObject target) {
    public static final Values HIDDEN = new Values(null, null);
  }

  /** One line without its line feed; members that do not apply are absent. */
  public String toJson() {
    JsonObject.Builder json =
        JsonObject.builder().put("kind", kind.word()).put("table", table).put("store", store);
    JsonObject.Builder key = JsonObject.builder();
    row.columns().forEach((name, text) -> key.put(name, text));
    json.put("key", key.build()).put("identity", row.identity());
    place.put(json);
    if (expected != null) {
      JsonObject.Builder other = JsonObject.builder();
      expected.put(other);
      json.put("expected", other.build());
    }
    if (!columns.isEmpty()) {
      json.put("columns", JsonValue.ofStrings(columns));
    }
    if (sourceHash != null) {
      json.put("sourceHash", sourceHash);
    }
    if (targetHash != null) {
      json.put("targetHash", targetHash);
    }
    if (values.source() != null) {
      json.put("sourceValues", values.source());
    }
    if (values.target() != null) {
      json.put("targetValues", values.target());
    }
    return Json.write(json.build());
  }
}
