package dev.prima.jobs.staging;

import dev.prima.core.json.JsonValue;
import dev.prima.core.json.JsonValue.JsonArray;
import dev.prima.core.json.JsonValue.JsonObject;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What became of the rows of one chunk; stands beside its part. All counts of a run are summed from
 * these, so that a chunk that was done twice counts once.
 *
 * @param part id, see {@link StagedPart#id}
 * @param table canonical name
 * @param source rank of the source file by path
 * @param file path of the source file
 * @param sourceTable name of the table in it
 * @param read rows read: {@code staged} and the sum of {@code rejected}
 * @param rejected by the name of the reason
 * @param firstRowid of the rows read, 0 where there are none
 * @param bytes size of the Parquet file, 0 where no row is staged
 * @param fingerprint of the staged rows, see {@link Fingerprint}
 * @param census of tagged columns in the order of the table; empty for tables that a profile claims
 * @param months (UTC) that staged rows fall into, ascending; empty for tables that are not
 *     partitioned by month
 */
public record PartManifest(
    long part,
    String table,
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
    long bytes,
    String fingerprint,
    List<ColumnCensus> census,
    List<YearMonth> months) {
  public PartManifest {
    rejected = new TreeMap<>(rejected);
    conversions = new TreeMap<>(conversions);
    warnings = new TreeMap<>(warnings);
    census = List.copyOf(census);
    months = List.copyOf(months);
  }

  public int unit() {
    return (int) (part / StagedPart.CHUNKS_PER_UNIT);
  }

  /** Rows that were refused. */
  public long rejects() {
    return rejected.values().stream().mapToLong(Long::longValue).sum();
  }

  JsonValue toJson() {
    return JsonObject.builder()
        .put("part", part)
        .put("table", table)
        .put("source", source)
        .put("file", file)
        .put("sourceTable", sourceTable)
        .put("unit", unit())
        .put("read", read)
        .put("staged", staged)
        .put("rejected", JsonValue.ofCounts(rejected))
        .put("conversions", JsonValue.ofCounts(conversions))
        .put("warnings", JsonValue.ofCounts(warnings))
        .put("firstRowid", firstRowid)
        .put("lastRowid", lastRowid)
        .put("bytes", bytes)
        .put("fingerprint", fingerprint)
        .put("census", new JsonArray(census.stream().map(ColumnCensus::toJson).toList()))
        .put(
            "months",
            new JsonArray(months.stream().<JsonValue>map(m -> JsonValue.of(m.toString())).toList()))
        .build();
  }

  static PartManifest of(JsonObject json) {
    return new PartManifest(
        json.get("part").asLong(),
        json.get("table").asString(),
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
        json.get("bytes").asLong(),
        json.get("fingerprint").asString(),
        json.get("census").asArray().stream().map(c -> ColumnCensus.of(c.asObject())).toList(),
        json.get("months").asArray().stream().map(m -> YearMonth.parse(m.asString())).toList());
  }

  private static Map<String, Long> counts(JsonValue json) {
    Map<String, Long> counts = new TreeMap<>();
    json.asObject().members().forEach((name, count) -> counts.put(name, count.asLong()));
    return counts;
  }
}
