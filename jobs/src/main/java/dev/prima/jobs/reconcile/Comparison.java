package dev.prima.jobs.reconcile;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.when;

import dev.prima.core.report.ReconciliationReport.Compared;
import dev.prima.jobs.reconcile.Side.Fingerprint;
import dev.prima.jobs.reconcile.Side.Home;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/** Compares what one store should hold of a table, by key, with what it holds. */
record Comparison(String table, String store) {
  /**
   * Among {@code unexpected} and {@code other} rows those that no source has, of a file that has
   * changed since it brought them.
   */
  static final String GONE = "gone";

  /** Rows of sources that are not named now. */
  static final String OTHER = "other";

  private static final List<String> BOTH =
      List.of("_table", "key", "hash", "region_id", "shard_id", "node", "own");
  private static final List<String> STANDING =
      Stream.concat(BOTH.stream(), Stream.of(GONE, "left")).toList();
  private static final List<String> EXPECTED =
      Stream.concat(BOTH.stream(), Stream.of("id", "_part", "_row", "end", "peer")).toList();

  /**
   * By counts per node, region and shard alone: what is too few is missing; what is too many is, as
   * far as there are such rows, taken for rows of sources that are not named now.
   */
  Compared byCount(Side expected, Side actual) {
    Map<Home, Fingerprint> left = expected.byHome();
    Map<Home, Fingerprint> right = actual.byHome();
    Map<Home, Fingerprint> others =
        actual.by(g -> new Home(g.node(), g.region(), g.shard()), g -> !g.own());
    Set<Home> homes = new HashSet<>(left.keySet());
    homes.addAll(right.keySet());
    long matched = 0;
    long missing = 0;
    long unexpected = 0;
    long other = 0;
    for (Home home : homes) {
      long l = left.getOrDefault(home, Fingerprint.NONE).rows();
      long r = right.getOrDefault(home, Fingerprint.NONE).rows();
      long surplus = Math.max(0, r - l);
      long strangers = Math.min(surplus, others.getOrDefault(home, Fingerprint.NONE).rows());
      matched += Math.min(l, r);
      missing += Math.max(0, l - r);
      other += strangers;
      unexpected += surplus - strangers;
    }
    return new Compared(
        table, store, expected.total(), actual.total(), matched, missing, unexpected, 0, 0, other);
  }

  /**
   * By fingerprints per node, region and shard; empty where these differ and only the rows can
   * tell.
   */
  Optional<Compared> byFingerprint(Side expected, Side actual) {
    long rows = expected.total();
    return expected.byHome().equals(actual.byHome())
        ? Optional.of(new Compared(table, store, rows, rows, rows, 0, 0, 0, 0, 0))
        : Optional.empty();
  }

  /**
   * By rows.
   *
   * @param kinds of the table's rows, by the words of {@link #judged}
   */
  Compared byRow(Side expected, Side actual, Map<String, Long> kinds) {
    return new Compared(
        table,
        store,
        expected.total(),
        actual.total(),
        kinds.getOrDefault("matched", 0L),
        kinds.getOrDefault("missing", 0L),
        kinds.getOrDefault("unexpected", 0L),
        kinds.getOrDefault("mismatched", 0L),
        kinds.getOrDefault("misplaced", 0L),
        kinds.getOrDefault(OTHER, 0L),
        kinds.getOrDefault(GONE, 0L));
  }

  /**
   * What is the matter with each row. Of rows under one key, the one most like what is expected is
   * compared; others are too many.
   *
   * <p>Shape: {@code _table, key, kind}, and the two sides under {@code e_} and {@code a_}, null
   * where there is no such row. A join that shuffles both sides.
   */
  static Dataset<Row> judged(Dataset<Row> expected, Dataset<Row> actual) {
    Column sameHash = coalesce(col("e_hash").equalTo(col("a_hash")), lit(false));
    Column samePlace =
        col("e_region_id")
            .eqNullSafe(col("a_region_id"))
            .and(col("e_shard_id").eqNullSafe(col("a_shard_id")))
            .and(col("e_node").eqNullSafe(col("a_node")));
    Column own = coalesce(col("a_own"), lit(true));
    Column superfluous = col("e_key").isNull().or(col("n").gt(1));
    Column left = col("e_key").isNull().and(coalesce(col("a_left"), lit(false)));
    return prefixed("e_", expected, EXPECTED)
        .join(
            prefixed("a_", actual, STANDING),
            col("e__table").equalTo(col("a__table")).and(col("e_key").equalTo(col("a_key"))),
            "full_outer")
        .withColumn("_table", coalesce(col("e__table"), col("a__table")))
        .withColumn(
            "n",
            row_number()
                .over(
                    Window.partitionBy(col("_table"), coalesce(col("e_key"), col("a_key")))
                        .orderBy(
                            sameHash.and(samePlace).desc(),
                            sameHash.desc(),
                            own.desc(),
                            col("a_hash"))))
        .withColumn("key", coalesce(col("e_key"), col("a_key")))
        .withColumn(
            "kind",
            when(col("a_key").isNull(), lit("missing"))
                .when(superfluous.and(own).and(not(left)), lit("unexpected"))
                .when(superfluous, lit(OTHER))
                .when(not(sameHash).and(own), lit("mismatched"))
                .when(not(sameHash), lit(OTHER))
                .when(not(samePlace), lit("misplaced"))
                .otherwise(lit("matched")))
        .drop("n", "e__table", "a__table", "e_key");
  }

  private static Dataset<Row> prefixed(String prefix, Dataset<Row> rows, List<String> columns) {
    return rows.select(columns.stream().map(c -> col(c).as(prefix + c)).toArray(Column[]::new));
  }
}
