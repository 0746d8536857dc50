package dev.prima.core.report;

import dev.prima.core.json.JsonValue;
import dev.prima.core.json.JsonValue.JsonObject;
import dev.prima.core.run.Books;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What became of one table's rows.
 *
 * @param replaced rows of the target that a better copy took the place of; outside the books
 * @param derived rows that no source holds as such; outside the books
 * @param rejectReasons rows by reason; adds up to the books' {@code rejected}
 * @param conversions values by the name of the conversion that the mapping gives
 * @param notes what of the source's schema is otherwise in the target, a sentence each
 * @param deletes rows of the target that its sources no longer hold; outside the books
 */
public record TableReport(
    Books books,
    long replaced,
    long derived,
    Map<String, Long> rejectReasons,
    Map<String, Long> conversions,
    List<Target> targets,
    List<String> notes,
    Deletes deletes) {

  /** Of a table whose sources hold all that they held. */
  public TableReport(
      Books books,
      long replaced,
      long derived,
      Map<String, Long> rejectReasons,
      Map<String, Long> conversions,
      List<Target> targets,
      List<String> notes) {
    this(books, replaced, derived, rejectReasons, conversions, targets, notes, Deletes.NONE);
  }

  /** Without notes. */
  public TableReport(
      Books books,
      long replaced,
      long derived,
      Map<String, Long> rejectReasons,
      Map<String, Long> conversions,
      List<Target> targets) {
    this(books, replaced, derived, rejectReasons, conversions, targets, List.of());
  }

  public TableReport {
    rejectReasons = Members.sorted(rejectReasons);
    conversions = Members.sorted(conversions);
    targets = List.copyOf(targets);
    notes = List.copyOf(notes);
  }

  /**
   * Rows of the target that an earlier run brought, and that their source no longer holds.
   *
   * @param found how many stood when the run began
   * @param removed how many of them the run took out
   */
  public record Deletes(long found, long removed) {
    public static final Deletes NONE = new Deletes(0, 0);
  }

  /**
   * Where rows of a table went.
   *
   * @param store {@code postgres} or {@code cassandra}
   * @param name for instance {@code prima.agents}
   * @param node null for Cassandra
   * @param region null where the rows belong to none
   */
  public record Target(
      String store, String name, @Nullable String node, @Nullable String region, long rows) {}

  public String table() {
    return books.table();
  }

  JsonObject toJson(RunFacts run) {
    JsonObject.Builder json =
        JsonObject.builder()
            .put("table", books.table())
            .put("read", books.read())
            .put(loadedName(run), books.loaded())
            .put("duplicates", books.duplicates())
            .put("superseded", books.superseded())
            .put("skipped", books.skipped())
            .put("rejected", books.rejected())
            .put("failed", books.failed())
            .put("replaced", replaced)
            .put("derived", derived);
    if (deletes.found > 0) {
      json.put("deletedInSources", deletes.found).put("removed", deletes.removed);
    }
    return json.put("rejectReasons", JsonValue.ofCounts(rejectReasons))
        .put("conversions", JsonValue.ofCounts(conversions))
        .put("targets", RunReport.array(targets.stream().map(TableReport::target).toList()))
        .put("notes", JsonValue.ofStrings(notes))
        .build();
  }

  static TableReport from(JsonObject json, RunFacts run) {
    return new TableReport(
        new Books(
            Members.text(json, "table"),
            Members.count(json, "read"),
            Members.count(json, loadedName(run)),
            Members.count(json, "duplicates"),
            Members.count(json, "superseded"),
            Members.count(json, "skipped"),
            Members.count(json, "rejected"),
            Members.count(json, "failed")),
        Members.count(json, "replaced"),
        Members.count(json, "derived"),
        Members.counts(json, "rejectReasons"),
        Members.counts(json, "conversions"),
        RunReport.objects(json, "targets").stream().map(TableReport::target).toList(),
        // Reports of earlier versions have none.
        json.find("notes") == null ? List.of() : Members.texts(json, "notes"),
        new Deletes(Members.count(json, "deletedInSources"), Members.count(json, "removed")));
  }

  private static String loadedName(RunFacts run) {
    return run.dryRun() ? "wouldLoad" : "loaded";
  }

  private static JsonObject target(Target target) {
    return JsonObject.builder()
        .put("store", target.store)
        .put("name", target.name)
        .put("node", target.node)
        .put("region", target.region)
        .put("rows", target.rows)
        .build();
  }

  private static Target target(JsonObject json) {
    return new Target(
        Members.text(json, "store"),
        Members.text(json, "name"),
        json.findString("node"),
        json.findString("region"),
        Members.count(json, "rows"));
  }
}
