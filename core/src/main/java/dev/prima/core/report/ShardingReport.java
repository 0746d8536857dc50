package dev.prima.core.report;

import dev.prima.core.json.JsonValue;
import dev.prima.core.json.JsonValue.JsonArray;
import dev.prima.core.json.JsonValue.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How agents were spread. Shares are 0..1 of the edges' weight; those that were not measured are
 * null.
 *
 * @param strategy {@code harmonic}, {@code hash} or {@code harmony}
 * @param edgeCut share between two shards, {@code hashEdgeCut} the same under the legacy hash
 * @param maxOverMean agents of the fullest shard over the mean of the used ones
 * @param crossRegion share between two regions
 * @param moved agents that stood on another place before
 * @param details null where they were not measured
 * @param compared other strategies on the same agents, placed from scratch; empty unless asked for
 */
public record ShardingReport(
    String strategy,
    long shards,
    long shardsUsed,
    long agents,
    long edges,
    @Nullable Double edgeCut,
    @Nullable Double hashEdgeCut,
    @Nullable Double maxOverMean,
    @Nullable Double crossRegion,
    @Nullable Double hashCrossRegion,
    long moved,
    @Nullable ShardingDetails details,
    List<ShardingReport> compared) {

  public ShardingReport {
    compared = List.copyOf(compared);
  }

  /** Without other strategies. */
  public ShardingReport(
      String strategy,
      long shards,
      long shardsUsed,
      long agents,
      long edges,
      @Nullable Double edgeCut,
      @Nullable Double hashEdgeCut,
      @Nullable Double maxOverMean,
      @Nullable Double crossRegion,
      @Nullable Double hashCrossRegion,
      long moved,
      @Nullable ShardingDetails details) {
    this(
        strategy,
        shards,
        shardsUsed,
        agents,
        edges,
        edgeCut,
        hashEdgeCut,
        maxOverMean,
        crossRegion,
        hashCrossRegion,
        moved,
        details,
        List.of());
  }

  /** The same with other strategies to be compared with. */
  public ShardingReport with(List<ShardingReport> others) {
    return new ShardingReport(
        strategy,
        shards,
        shardsUsed,
        agents,
        edges,
        edgeCut,
        hashEdgeCut,
        maxOverMean,
        crossRegion,
        hashCrossRegion,
        moved,
        details,
        others);
  }

  /** The same without what explains it. */
  public ShardingReport figures() {
    return new ShardingReport(
        strategy,
        shards,
        shardsUsed,
        agents,
        edges,
        edgeCut,
        hashEdgeCut,
        maxOverMean,
        crossRegion,
        hashCrossRegion,
        moved);
  }

  /** Without what explains it. */
  public ShardingReport(
      String strategy,
      long shards,
      long shardsUsed,
      long agents,
      long edges,
      @Nullable Double edgeCut,
      @Nullable Double hashEdgeCut,
      @Nullable Double maxOverMean,
      @Nullable Double crossRegion,
      @Nullable Double hashCrossRegion,
      long moved) {
    this(
        strategy,
        shards,
        shardsUsed,
        agents,
        edges,
        edgeCut,
        hashEdgeCut,
        maxOverMean,
        crossRegion,
        hashCrossRegion,
        moved,
        null,
        List.of());
  }

  /** The member {@code sharding} of {@code report.json}. */
  public JsonObject toJson() {
    JsonObject.Builder json =
        JsonObject.builder()
            .put("strategy", strategy)
            .put("shards", shards)
            .put("shardsUsed", shardsUsed)
            .put("agents", agents)
            .put("edges", edges)
            .put("edgeCut", edgeCut)
            .put("hashEdgeCut", hashEdgeCut)
            .put("maxOverMean", maxOverMean)
            .put("crossRegion", crossRegion)
            .put("hashCrossRegion", hashCrossRegion)
            .put("moved", moved);
    if (details != null) {
      details.write(json);
    }
    if (!compared.isEmpty()) {
      json.put(
          "compared",
          new JsonArray(compared.stream().<JsonValue>map(ShardingReport::toJson).toList()));
    }
    return json.build();
  }

  /** Reads what {@link #toJson()} wrote. */
  public static ShardingReport from(JsonObject json) {
    return new ShardingReport(
        Members.text(json, "strategy"),
        Members.count(json, "shards"),
        Members.count(json, "shardsUsed"),
        Members.count(json, "agents"),
        Members.count(json, "edges"),
        Members.findNumber(json, "edgeCut"),
        Members.findNumber(json, "hashEdgeCut"),
        Members.findNumber(json, "maxOverMean"),
        Members.findNumber(json, "crossRegion"),
        Members.findNumber(json, "hashCrossRegion"),
        Members.count(json, "moved"),
        ShardingDetails.from(json),
        compared(json));
  }

  private static List<ShardingReport> compared(JsonObject json) {
    JsonValue compared = json.find("compared");
    return compared == null
        ? List.of()
        : compared.asArray().stream().map(r -> from(r.asObject())).toList();
  }
}
