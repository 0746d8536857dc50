package dev.prima.jobs.reconcile;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.xxhash64;

import dev.prima.core.json.JsonValue;
import dev.prima.core.json.JsonValue.JsonObject;
import dev.prima.jobs.spark.JsonForm;
import dev.prima.jobs.spark.MetHashes;
import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * How many rows were read of a table, and how many different ones: by 64 bits of hash, so that two
 * that differ may pass for one, never one for two.
 *
 * @param taken rows that a target can hold
 * @param rejected rows that none can hold
 * @param identities among the rows taken
 */
record IdentityCounts(int table, long taken, long rejected, long identities)
    implements Serializable {
  static final JsonForm<IdentityCounts> FORM =
      new JsonForm<>(IdentityCounts::told, IdentityCounts::from);

  /**
   * Of each table of which there are rows; runs a job.
   *
   * @param read as {@link SourceCopies} gives them
   * @param rows about how many these are
   */
  static List<IdentityCounts> of(Dataset<Row> read, long rows) {
    Map<Integer, IdentityCounts> counts = new HashMap<>();
    MetHashes.of(
            read.select(col("_table"), col(SourceCopies.REJECTED), xxhash64(col("_identity"))),
            rows)
        .map(IdentityCounts::of)
        .collect()
        .forEach(some -> counts.merge(some.table, some, IdentityCounts::plus));
    return List.copyOf(counts.values());
  }

  private JsonValue told() {
    return JsonObject.builder()
        .put("table", table)
        .put("taken", taken)
        .put("rejected", rejected)
        .put("identities", identities)
        .build();
  }

  private static IdentityCounts from(JsonValue json) {
    JsonObject told = json.asObject();
    return new IdentityCounts(
        Math.toIntExact(told.get("table").asLong()),
        told.get("taken").asLong(),
        told.get("rejected").asLong(),
        told.get("identities").asLong());
  }

  private static IdentityCounts of(MetHashes met) {
    return new IdentityCounts(met.group(), met.hashes().length, met.aside(), met.different());
  }

  private IdentityCounts plus(IdentityCounts other) {
    return new IdentityCounts(
        table, taken + other.taken, rejected + other.rejected, identities + other.identities);
  }
}
