package dev.prima.core.report;

import dev.prima.core.json.JsonValue;
import dev.prima.core.json.JsonValue.JsonArray;
import dev.prima.core.json.JsonValue.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What explains a shard map beyond its figures.
 *
 * @param connections rows between two known agents
 * @param messages rows between two known agents
 * @param cap the most agents that a shard may hold
 * @param sizes agents by shard
 * @param regions names of those that hold agents
 * @param resonance weight between any two of these, in their order; within one on the diagonal
 */
public record ShardingDetails(
    Crossing connections,
    Crossing messages,
    Unavoidable unavoidable,
    long cap,
    List<Long> sizes,
    List<String> regions,
    List<List<Long>> resonance) {

  public ShardingDetails {
    sizes = List.copyOf(sizes);
    regions = List.copyOf(regions);
    resonance = resonance.stream().map(List::copyOf).toList();
  }

  /** Rows, and how many of them cross from one shard or region to another. */
  public record Crossing(long rows, long shards, long regions) {
    private JsonObject toJson() {
      return JsonObject.builder()
          .put("rows", rows)
          .put("crossShards", shards)
          .put("crossRegions", regions)
          .build();
    }

    private static Crossing from(JsonObject json) {
      return new Crossing(
          Members.count(json, "rows"),
          Members.count(json, "crossShards"),
          Members.count(json, "crossRegions"));
    }
  }

  /**
   * What no placement under the same rules could spare, as shares of the edges' weight.
   *
   * @param hubs agents with more neighbours than a shard holds
   * @param hubCut of their edges at least this much is cut
   * @param regionFloor runs between regions that are given; null where regions follow the shards
   */
  public record Unavoidable(long hubs, double hubCut, @Nullable Double regionFloor) {
    private JsonObject toJson() {
      return JsonObject.builder()
          .put("hubs", hubs)
          .put("hubCut", hubCut)
          .put("regionFloor", regionFloor)
          .build();
    }

    private static Unavoidable from(JsonObject json) {
      return new Unavoidable(
          Members.count(json, "hubs"),
          Members.number(json, "hubCut"),
          json.findDouble("regionFloor"));
    }
  }

  void write(JsonObject.Builder json) {
    json.put("connections", connections.toJson())
        .put("messages", messages.toJson())
        .put("unavoidable", unavoidable.toJson())
        .put("cap", cap)
        .put("sizes", numbers(sizes))
        .put("regions", new JsonArray(regions.stream().map(JsonValue::of).toList()))
        .put("resonance", new JsonArray(resonance.stream().map(ShardingDetails::numbers).toList()));
  }

  private static JsonValue numbers(List<Long> values) {
    return new JsonArray(values.stream().map(JsonValue::of).toList());
  }

  /** Null where a report has none, as those of earlier versions. */
  static @Nullable ShardingDetails from(JsonObject json) {
    if (json.find("sizes") == null) {
      return null;
    }
    return new ShardingDetails(
        Crossing.from(json.get("connections").asObject()),
        Crossing.from(json.get("messages").asObject()),
        Unavoidable.from(json.get("unavoidable").asObject()),
        Members.count(json, "cap"),
        longs(json.get("sizes")),
        Members.texts(json, "regions"),
        json.get("resonance").asArray().stream().map(ShardingDetails::longs).toList());
  }

  private static List<Long> longs(JsonValue values) {
    return values.asArray().stream().map(JsonValue::asLong).toList();
  }
}
