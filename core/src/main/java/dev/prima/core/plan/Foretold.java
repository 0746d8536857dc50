package dev.prima.core.plan;

import dev.prima.core.json.JsonValue;
import dev.prima.core.json.JsonValue.JsonObject;
import dev.prima.core.run.Books;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the plan of a run foretold beside what the run did, by table. */
public record Foretold(List<Table> tables) {
  public Foretold {
    tables = List.copyOf(tables);
  }

  /**
   * @param foretold by fate
   * @param actual of the same fates
   */
  public record Table(String table, Map<String, Long> foretold, Map<String, Long> actual) {
    public Table {
      foretold = new LinkedHashMap<>(foretold);
      actual = new LinkedHashMap<>(actual);
    }
  }

  /** The figures of one table once the run is done. */
  public record Done(Books books, long replaced, long derived) {}

  /** What was foretold, and what came of it; a table that one of them lacks counts as empty. */
  public static Foretold of(List<TableForecast> plan, List<Done> done) {
    Map<String, Done> foretold = new LinkedHashMap<>();
    plan.forEach(t -> foretold.put(t.table(), new Done(t.books(), t.replaced(), t.derived())));
    Map<String, Done> actual = new LinkedHashMap<>();
    done.forEach(t -> actual.put(t.books().table(), t));
    LinkedHashMap<String, Done> all = new LinkedHashMap<>(foretold);
    actual.forEach(all::putIfAbsent);
    return new Foretold(
        all.keySet().stream()
            .map(
                name ->
                    new Table(
                        name,
                        fates(foretold.getOrDefault(name, nothing(name))),
                        fates(actual.getOrDefault(name, nothing(name)))))
            .toList());
  }

  private static Done nothing(String table) {
    return new Done(Books.empty(table), 0, 0);
  }

  private static Map<String, Long> fates(Done table) {
    Books books = table.books();
    Map<String, Long> fates = new LinkedHashMap<>();
    fates.put("read", books.read());
    fates.put("loaded", books.loaded());
    fates.put("duplicates", books.duplicates());
    fates.put("superseded", books.superseded());
    fates.put("skipped", books.skipped());
    fates.put("rejected", books.rejected());
    fates.put("failed", books.failed());
    fates.put("replaced", table.replaced());
    fates.put("derived", table.derived());
    return fates;
  }

  /** Each figure that came out otherwise, in words; empty where the plan was right. */
  public List<String> differences() {
    List<String> differences = new ArrayList<>();
    for (Table table : tables) {
      table.foretold.forEach(
          (fate, foretold) -> {
            long actual = table.actual.getOrDefault(fate, 0L);
            if (foretold != actual) {
              differences.add(
                  table.table + ", " + fate + ": " + foretold + " foretold, " + actual + " actual");
            }
          });
    }
    return differences;
  }

  public JsonObject toJson() {
    return JsonObject.builder()
        .put(
            "tables",
            PlanMembers.array(
                tables,
                t ->
                    JsonObject.builder()
                        .put("table", t.table)
                        .put("foretold", JsonValue.ofCounts(t.foretold))
                        .put("actual", JsonValue.ofCounts(t.actual))
                        .build()))
        .put("differences", JsonValue.ofStrings(differences()))
        .build();
  }

  public static Foretold from(JsonObject json) {
    return new Foretold(
        PlanMembers.list(
            json,
            "tables",
            t ->
                new Table(
                    t.get("table").asString(),
                    t.get("foretold").asCounts(),
                    t.get("actual").asCounts())));
  }
}
