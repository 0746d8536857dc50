package dev.prima.jobs.reconcile;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import dev.prima.core.json.JsonValue;
import dev.prima.core.json.JsonValue.JsonObject;
import dev.prima.core.report.CoherenceReport;
import dev.prima.core.report.ReconciliationReport.Check;
import dev.prima.core.shard.RegionMap;
import dev.prima.jobs.reconcile.Side.Fingerprint;
import dev.prima.jobs.spark.JsonForm;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** Rules over several nodes or stores, beside the comparison of rows. */
final class Checks {
  /** As a spool keeps what they came to. */
  static final JsonForm<Check> FORM = new JsonForm<>(Checks::told, Checks::from);

  private static final String NAME = "name";
  private static final String CHECKED = "checked";
  private static final String VIOLATIONS = "violations";

  private Checks() {}

  private static JsonValue told(Check check) {
    return JsonObject.builder()
        .put(NAME, check.name())
        .put(CHECKED, check.checked())
        .put(VIOLATIONS, check.violations())
        .build();
  }

  private static Check from(JsonValue json) {
    JsonObject told = json.asObject();
    return new Check(
        told.get(NAME).asString(), told.get(CHECKED).asLong(), told.get(VIOLATIONS).asLong());
  }

  /**
   * An agent stands on one node only; and the same agents stand in the directory, in the same
   * places.
   *
   * @param agents {@code end1, region_id, shard_id} on all nodes
   * @param directory {@code agent_id, region_id, shard_id}
   */
  static List<Check> agents(Dataset<Row> agents, Dataset<Row> directory) {
    Column place =
        xxhash64(coalesce(col("region_id"), lit("")), coalesce(col("shard_id"), lit(-1)));
    Row counted =
        agents
            .select(
                col("end1").as("agent"),
                place.as("place"),
                lit(1).as("standing"),
                lit(0).as("listed"))
            .unionAll(directory.select(col("agent_id"), place, lit(0), lit(1)))
            .groupBy("agent")
            .agg(
                sum("standing").as("standing"),
                sum("listed").as("listed"),
                min("place").notEqual(max("place")).as("apart"))
            .agg(
                count(lit(1)),
                rows(col("standing").gt(0)),
                rows(col("standing").gt(1)),
                rows(col("standing").equalTo(0).or(col("listed").equalTo(0)).or(col("apart"))))
            .first();
    return List.of(
        new Check("agent-on-one-node", counted.getLong(1), counted.getLong(2)),
        new Check("directory-agrees", counted.getLong(0), counted.getLong(3)));
  }

  private static Column rows(Column condition) {
    return coalesce(sum(when(condition, 1L).otherwise(0L)), lit(0L));
  }

  /** The field is as coherent after as before, to the last digit. */
  static Check fieldCoherence(CoherenceReport coherence) {
    boolean equal = Objects.equals(coherence.source(), coherence.targets());
    return new Check("field-coherence", coherence.activeAgents(), equal ? 0 : 1);
  }

  /**
   * Of the rows that SQLite counts in the sources, each was found again: as the one truth of its
   * key, as a copy that equals that or lost to it, or as one that no target can hold. Checked are
   * those that should not stand.
   */
  static Check sourcesAccounted(SourceRows.Accounts accounts) {
    return new Check(
        "superseded-and-rejected",
        accounts.further() + accounts.rejected(),
        Math.abs(
            accounts.counted() - accounts.standing() - accounts.further() - accounts.rejected()));
  }

  /**
   * Rows stand on the node that serves their region; rows without one at home. Of rows that are not
   * compared with a source: those that are may be told to be misplaced already. Tables with a copy
   * on every node have no region.
   */
  static Check regionServed(Side postgres, Tables tables, RegionMap regions) {
    Map<Boolean, Fingerprint> served =
        postgres.by(
            g -> Objects.equals(g.node(), server(g.region(), regions)),
            g -> (g.derived() || !g.own()) && !tables.table(g.table()).everywhere());
    long astray = served.getOrDefault(false, Fingerprint.NONE).rows();
    return new Check(
        "region-served", astray + served.getOrDefault(true, Fingerprint.NONE).rows(), astray);
  }

  private static @Nullable String server(@Nullable String region, RegionMap regions) {
    if (region == null) {
      return regions.nodes().get(RegionMap.HOME);
    }
    int ordinal = regions.ordinal(region);
    return ordinal < 0 ? null : regions.nodes().get(regions.node(ordinal));
  }

  /**
   * Counts rows.
   *
   * @param rows with {@code violated}, never null
   */
  static Check check(String name, Dataset<Row> rows) {
    Row counted = rows.agg(count(lit(1)), rows(col("violated"))).first();
    return new Check(name, counted.getLong(0), counted.getLong(1));
  }
}
