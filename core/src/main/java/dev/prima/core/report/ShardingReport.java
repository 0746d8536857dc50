package dev.prima.core.report;

import dev.prima.core.json.JsonValue.JsonObject;
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
    @Nullable ShardingDetails details) {

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
        null);
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
        ShardingDetails.from(json));
  }
}
