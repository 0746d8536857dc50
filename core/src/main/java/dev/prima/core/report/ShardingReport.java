package dev.prima.core.report;

import dev.prima.core.json.JsonValue;
import dev.prima.core.json.JsonValue.JsonArray;
import dev.prima.core.json.JsonValue.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How agents were spread.
 *
 * @param figures what the map is worth
 * @param continued of a map by resonance that continues an earlier one; null for one from scratch
 * @param details null where they were not measured
 * @param compared strategies on the same agents, placed from scratch; empty unless asked for
 */
public record ShardingReport(
    Figures figures,
    @Nullable Continued continued,
    @Nullable ShardingDetails details,
    List<Figures> compared) {

  public ShardingReport {
    compared = List.copyOf(compared);
  }

  /** A map from scratch, with its figures only. */
  public static ShardingReport of(Figures figures) {
    return new ShardingReport(figures, null, null, List.of());
  }

  /**
   * Figures of a placement. Shares are 0..1 of the edges' weight; those that were not measured are
   * null.
   *
   * @param strategy {@code harmonic}, {@code hash} or {@code harmony}
   * @param edgeCut share between two shards, {@code hashEdgeCut} the same under the legacy hash
   * @param maxOverMean agents of the fullest shard over the mean of the used ones
   * @param crossRegion share between two regions
   * @param moved agents that stood on another place before
   */
  public record Figures(
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
    private JsonObject.Builder toJson() {
      return JsonObject.builder()
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
    }

    private static Figures from(JsonObject json) {
      return new Figures(
          Members.text(json, "strategy"),
          Members.count(json, "shards"),
          Members.count(json, "shardsUsed"),
          Members.count(json, "agents"),
          Members.count(json, "edges"),
          json.findDouble("edgeCut"),
          json.findDouble("hashEdgeCut"),
          json.findDouble("maxOverMean"),
          json.findDouble("crossRegion"),
          json.findDouble("hashCrossRegion"),
          Members.count(json, "moved"));
    }
  }

  /**
   * What a continued map is held against.
   *
   * @param lastFullEdgeCut what the last map from scratch cut; null if that is not known
   */
  public record Continued(@Nullable Double lastFullEdgeCut) {
    /** Beyond as many times the last full run's cut another one is suggested. */
    private static final double MOST_GROWTH = 1.05;
  }

  /** The same with strategies to be compared with. */
  public ShardingReport with(List<Figures> others) {
    return new ShardingReport(figures, continued, details, others);
  }

  /**
   * The same, held against the last map from scratch if it continues one.
   *
   * @param lastFullEdgeCut null if it is not known
   */
  public ShardingReport since(@Nullable Double lastFullEdgeCut) {
    return continued == null
        ? this
        : new ShardingReport(figures, new Continued(lastFullEdgeCut), details, compared);
  }

  /**
   * The same of a map that was made by some edges alone: what they are cut into says nothing of the
   * whole.
   */
  public ShardingReport ofSomeEdges() {
    Figures some = uncut(figures.edges, figures.moved);
    return new ShardingReport(some, continued, null, compared);
  }

  /** The same of a later map with the same places, for which no edges were looked at. */
  public ShardingReport whereNobodyMoves() {
    boolean byResonance = figures.strategy.equals("harmonic");
    return new ShardingReport(
        uncut(0, 0), byResonance ? new Continued(fullEdgeCut()) : null, null, List.of());
  }

  /** These figures without what edges say. */
  private Figures uncut(long edges, long moved) {
    return new Figures(
        figures.strategy,
        figures.shards,
        figures.shardsUsed,
        figures.agents,
        edges,
        null,
        null,
        figures.maxOverMean,
        null,
        null,
        moved);
  }

  /**
   * What the last map from scratch cut, this one included; null if that is not known, or this one
   * is not by resonance.
   */
  public @Nullable Double fullEdgeCut() {
    if (continued != null) {
      return continued.lastFullEdgeCut;
    }
    return figures.strategy.equals("harmonic") ? figures.edgeCut : null;
  }

  /**
   * Whether all agents should be placed anew: a continued map cuts more than 1.05 times what the
   * last one from scratch did, or more than placement by hash, to which it does not fall back since
   * that would move everybody.
   */
  public boolean suggestsFullRun() {
    Double cut = figures.edgeCut;
    if (continued == null || cut == null) {
      return false;
    }
    Double full = continued.lastFullEdgeCut;
    return (full != null && cut > Continued.MOST_GROWTH * full)
        || (figures.hashEdgeCut != null && cut > figures.hashEdgeCut);
  }

  /** A sentence on whether all agents should be placed anew; empty where all is well. */
  public Optional<String> advice() {
    if (continued == null || figures.edgeCut == null) {
      return Optional.empty();
    }
    Double full = continued.lastFullEdgeCut;
    if (suggestsFullRun()) {
      String than =
          full == null
              ? "more than placement by hash would"
              : "that of the last full run was " + percent(full);
      return Optional.of(
          "The shard map now cuts "
              + percent(figures.edgeCut)
              + " of the resonance; "
              + than
              + ". Place all agents anew: scripts/prima migrate --set sharding.rebalance=full");
    }
    return full != null
        ? Optional.empty()
        : Optional.of(
            "It is not known what the last full run cut, so whether another one would pay is not"
                + " either; scripts/prima plan --compare measures it.");
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", share * 100);
  }

  /** The member {@code sharding} of {@code report.json}. */
  public JsonObject toJson() {
    JsonObject.Builder json = figures.toJson();
    if (continued != null) {
      json.put("continued", continuedJson(continued));
    }
    if (details != null) {
      details.write(json);
    }
    if (!compared.isEmpty()) {
      json.put(
          "compared",
          new JsonArray(compared.stream().<JsonValue>map(it -> it.toJson().build()).toList()));
    }
    return json.build();
  }

  private JsonObject continuedJson(Continued it) {
    return JsonObject.builder()
        .put("lastFullEdgeCut", it.lastFullEdgeCut)
        .put("fullRunSuggested", suggestsFullRun())
        .build();
  }

  /** Reads what {@link #toJson()} wrote, and the reports of earlier versions. */
  public static ShardingReport from(JsonObject json) {
    return new ShardingReport(
        Figures.from(json), continued(json), ShardingDetails.from(json), compared(json));
  }

  private static @Nullable Continued continued(JsonObject json) {
    JsonValue continued = json.find("continued");
    return continued == null
        ? null
        : new Continued(continued.asObject().findDouble("lastFullEdgeCut"));
  }

  private static List<Figures> compared(JsonObject json) {
    JsonValue compared = json.find("compared");
    return compared == null
        ? List.of()
        : compared.asArray().stream().map(r -> Figures.from(r.asObject())).toList();
  }
}
