package dev.prima.core.report;

import dev.prima.core.json.JsonValue;
import dev.prima.core.json.JsonValue.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a reconciliation left out, and what it let pass.
 *
 * @param excluded tables and columns that were not compared, as the config names them
 * @param tolerances how far values might be apart, by {@code table.column}
 * @param withinTolerance rows that count as matched although a value of an excluded column, or one
 *     within its tolerance, differs
 * @param notCompared sentences on what this level never compares
 * @param unlisted differences that are counted but that {@code discrepancies.jsonl} has no room for
 * @param since the run since which rows had changed that were compared, as they were staged; null
 *     where all rows were, as their sources have them
 */
public record ReconciliationScope(
    List<String> excluded,
    Map<String, String> tolerances,
    long withinTolerance,
    List<String> notCompared,
    long unlisted,
    @Nullable String since) {
  public static final ReconciliationScope ALL =
      new ReconciliationScope(List.of(), Map.of(), 0, List.of(), 0, null);

  public ReconciliationScope {
    excluded = List.copyOf(excluded);
    tolerances = Map.copyOf(tolerances);
    notCompared = List.copyOf(notCompared);
  }

  /** Of one that compared what changed since another run, to the last digit. */
  public static ReconciliationScope changes(String since) {
    return new ReconciliationScope(
        List.of(),
        Map.of(),
        0,
        List.of(
            "Rows that are as they were when run "
                + since
                + " took them up, and derived connections, were not compared: scripts/prima reconcile"
                + " compares them all."),
        0,
        since);
  }

  /** In words, for people; empty where there is nothing to tell. */
  List<String> sentences() {
    List<String> sentences = new ArrayList<>();
    if (!excluded.isEmpty()) {
      sentences.add("Not compared by the config: " + String.join(", ", excluded) + ".");
    }
    if (!tolerances.isEmpty()) {
      sentences.add(
          "Tolerances: "
              + String.join(
                  ", ",
                  new TreeMap<>(tolerances)
                      .entrySet().stream().map(e -> e.getKey() + " " + e.getValue()).toList())
              + ".");
    }
    if (withinTolerance > 0) {
      sentences.add(withinTolerance + " rows differ by no more than that and count as matched.");
    }
    sentences.addAll(notCompared);
    if (unlisted > 0) {
      sentences.add(
          unlisted + " differences more are counted here but not listed in discrepancies.jsonl.");
    }
    return sentences;
  }

  void put(JsonObject.Builder json) {
    JsonObject.Builder apart = JsonObject.builder();
    new TreeMap<>(tolerances).forEach((column, most) -> apart.put(column, most));
    json.put("excluded", JsonValue.ofStrings(excluded))
        .put("tolerances", apart.build())
        .put("withinTolerance", withinTolerance)
        .put("notCompared", JsonValue.ofStrings(notCompared))
        .put("unlisted", unlisted);
    if (since != null) {
      json.put("changedSince", since);
    }
  }

  /** Of a report's member; older ones do not tell. */
  static ReconciliationScope from(JsonObject json) {
    if (json.find("excluded") == null) {
      return ALL;
    }
    Map<String, String> tolerances = new TreeMap<>();
    json.get("tolerances")
        .asObject()
        .members()
        .forEach((column, most) -> tolerances.put(column, most.asString()));
    return new ReconciliationScope(
        Members.texts(json, "excluded"),
        tolerances,
        Members.count(json, "withinTolerance"),
        Members.texts(json, "notCompared"),
        Members.count(json, "unlisted"),
        json.findString("changedSince"));
  }
}
