package dev.prima.jobs.staging;

import dev.prima.core.json.JsonValue;
import dev.prima.core.json.JsonValue.JsonArray;
import dev.prima.core.json.JsonValue.JsonObject;
import java.io.Serializable;
import java.time.YearMonth;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What became of the rows of one part; stands beside it. All counts of a run are summed from these,
 * so that a part that was written twice counts once.
 *
 * @param part id, see {@link StagedPart#id}
 * @param table canonical name
 * @param bytes size of the Parquet file, 0 where no row is staged
 * @param census of tagged columns in the order of the table; empty for tables that a profile claims
 * @param months (UTC) that staged rows fall into, ascending; empty for tables that are not
 *     partitioned by month
 * @param shares of the files' tables that it holds rows of, in the order of reading
 * @param copied the part of an earlier run that it is a copy of; null where its rows were read
 */
public record PartManifest(
    long part,
    String table,
    long bytes,
    List<ColumnCensus> census,
    List<YearMonth> months,
    List<PartShare> shares,
    @Nullable Copied copied)
    implements Serializable {
  public PartManifest {
    census = List.copyOf(census);
    months = List.copyOf(months);
    shares = List.copyOf(shares);
  }

  /** A part whose rows were read. */
  public PartManifest(
      long part,
      String table,
      long bytes,
      List<ColumnCensus> census,
      List<YearMonth> months,
      List<PartShare> shares) {
    this(part, table, bytes, census, months, shares, null);
  }

  /**
   * A part of the same table in another run's staging.
   *
   * @param staging its folder, see {@link StagingLayout#base}
   */
  public record Copied(String staging, long part) implements Serializable {}

  /** The part in another run's staging that it is a copy of; empty where it is none of these. */
  public Optional<Copied> copyOf(StagingLayout other) {
    return Optional.ofNullable(copied)
        .filter(part -> part.staging().equals(other.base().toString()));
  }

  public int unit() {
    return (int) (part / StagedPart.CHUNKS_PER_UNIT);
  }

  /** Rows read: those staged and those refused. */
  public long read() {
    return sum(PartShare::read);
  }

  public long staged() {
    return sum(PartShare::staged);
  }

  /** Rows that were refused. */
  public long rejects() {
    return sum(PartShare::rejects);
  }

  private long sum(ToLongFunction<PartShare> count) {
    return shares.stream().mapToLong(count).sum();
  }

  JsonValue toJson() {
    JsonObject.Builder json = JsonObject.builder();
    if (copied != null) {
      json.put("copiedFrom", copied.staging).put("copiedPart", copied.part);
    }
    return json.put("part", part)
        .put("table", table)
        .put("unit", unit())
        .put("bytes", bytes)
        .put("census", new JsonArray(census.stream().map(ColumnCensus::toJson).toList()))
        .put(
            "months",
            new JsonArray(months.stream().<JsonValue>map(m -> JsonValue.of(m.toString())).toList()))
        .put("shares", new JsonArray(shares.stream().map(PartShare::toJson).toList()))
        .build();
  }

  static PartManifest of(JsonObject json) {
    return new PartManifest(
        json.get("part").asLong(),
        json.get("table").asString(),
        json.get("bytes").asLong(),
        json.get("census").asArray().stream().map(c -> ColumnCensus.of(c.asObject())).toList(),
        json.get("months").asArray().stream().map(m -> YearMonth.parse(m.asString())).toList(),
        json.get("shares").asArray().stream().map(s -> PartShare.of(s.asObject())).toList(),
        json.find("copiedFrom") == null
            ? null
            : new Copied(json.get("copiedFrom").asString(), json.get("copiedPart").asLong()));
  }
}
