package dev.prima.core.plan;

import dev.prima.core.json.JsonValue;
import dev.prima.core.json.JsonValue.JsonObject;
import dev.prima.core.run.Books;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What would become of one table's rows.
 *
 * @param books {@code loaded} stands for the rows that would load
 * @param replaced rows of the target whose place a better copy would take
 * @param derived rows that no source holds as such
 * @param rejectReasons rows by reason
 * @param examples of rejected rows, a few of each reason
 * @param wins who takes precedence over rows of the sources
 */
public record TableForecast(
    Books books,
    long replaced,
    long derived,
    Map<String, Long> rejectReasons,
    List<RejectExample> examples,
    List<Win> wins,
    Volume volume) {

  public TableForecast {
    rejectReasons = new TreeMap<>(rejectReasons);
    examples = List.copyOf(examples);
    wins = List.copyOf(wins);
  }

  /**
   * Where a rejected row stands.
   *
   * @param table its name in the source
   * @param value what stands there, only where values are to be shown
   */
  public record RejectExample(
      String reason, String file, String table, long rowid, String column, @Nullable String value) {
    JsonObject toJson() {
      JsonObject.Builder json =
          JsonObject.builder()
              .put("reason", reason)
              .put("file", file)
              .put("table", table)
              .put("rowid", rowid)
              .put("column", column);
      return value == null ? json.build() : json.put("value", value).build();
    }

    static RejectExample from(JsonObject json) {
      return new RejectExample(
          json.get("reason").asString(),
          json.get("file").asString(),
          json.get("table").asString(),
          json.get("rowid").asLong(),
          json.get("column").asString(),
          json.findString("value"));
    }
  }

  /**
   * How often copies of one file lose by one rule to those of another.
   *
   * @param file the winner's; {@code the targets} where a row that stands wins
   * @param rule the first rule of precedence by which they differ
   */
  public record Win(String file, String rule, long rows) {
    JsonObject toJson() {
      return JsonObject.builder().put("file", file).put("rule", rule).put("rows", rows).build();
    }

    static Win from(JsonObject json) {
      return new Win(
          json.get("file").asString(), json.get("rule").asString(), json.get("rows").asLong());
    }
  }

  /**
   * @param orphans rows that would load although nobody knows an agent that they name
   * @param stagedBytes of the table's rows in staging
   * @param loadBytes of the rows that would load, in PostgreSQL's copy format, from a sample; null
   *     where none was taken
   */
  public record Volume(long orphans, long stagedBytes, @Nullable Long loadBytes) {}

  public String table() {
    return books.table();
  }

  JsonObject toJson() {
    return JsonObject.builder()
        .put("table", books.table())
        .put("read", books.read())
        .put("wouldLoad", books.loaded())
        .put("duplicates", books.duplicates())
        .put("superseded", books.superseded())
        .put("skipped", books.skipped())
        .put("rejected", books.rejected())
        .put("replaced", replaced)
        .put("derived", derived)
        .put("orphans", volume.orphans)
        .put("stagedBytes", volume.stagedBytes)
        .put("loadBytes", volume.loadBytes)
        .put("rejectReasons", JsonValue.ofCounts(rejectReasons))
        .put("rejectExamples", PlanMembers.array(examples, RejectExample::toJson))
        .put("supersededBy", PlanMembers.array(wins, Win::toJson))
        .build();
  }

  static TableForecast from(JsonObject json) {
    return new TableForecast(
        new Books(
            json.get("table").asString(),
            json.get("read").asLong(),
            json.get("wouldLoad").asLong(),
            json.get("duplicates").asLong(),
            json.get("superseded").asLong(),
            json.get("skipped").asLong(),
            json.get("rejected").asLong(),
            0),
        json.get("replaced").asLong(),
        json.get("derived").asLong(),
        json.get("rejectReasons").asCounts(),
        PlanMembers.list(json, "rejectExamples", RejectExample::from),
        PlanMembers.list(json, "supersededBy", Win::from),
        new Volume(
            json.get("orphans").asLong(),
            json.get("stagedBytes").asLong(),
            json.findLong("loadBytes")));
  }
}
