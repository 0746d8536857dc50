package dev.prima.jobs.reconcile;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import dev.prima.core.report.ReconciliationReport.Compared;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.jspecify.annotations.Nullable;

/**
 * Compares what one store should hold of a table with what it holds.
 *
 * <p>Shape of both sides: {@code key} and {@code hash} (binary), {@code region_id}, {@code
 * shard_id}; the store's side also {@code own}: whether the row came from one of the sources that
 * are named now.
 *
 * <p>First by count and a 128-bit sum of row hashes per region and shard, which needs no shuffle of
 * rows; only where that differs row by row.
 */
final class Comparison {
  private final String table;
  private final String store;

  Comparison(String table, String store) {
    this.table = table;
    this.store = store;
  }

  /** By counts alone: rows that should be there and are not, or the reverse. */
  Compared byCount(Dataset<Row> expected, Dataset<Row> actual) {
    Map<Group, Sums> left = sums(expected);
    Map<Group, Sums> right = sums(actual);
    long matched = 0;
    long missing = 0;
    long unexpected = 0;
    for (Group group : union(left, right)) {
      long l = left.getOrDefault(group, Sums.NONE).rows();
      long r = right.getOrDefault(group, Sums.NONE).rows();
      matched += Math.min(l, r);
      missing += Math.max(0, l - r);
      unexpected += Math.max(0, r - l);
    }
    return new Compared(
        table, store, rows(left), rows(right), matched, missing, unexpected, 0, 0, 0);
  }

  /** By fingerprints, and by rows where these differ. */
  Compared byFingerprint(Dataset<Row> expected, Dataset<Row> actual) {
    Map<Group, Sums> left = sums(expected);
    Map<Group, Sums> right = sums(actual);
    long sourceRows = rows(left);
    long targetRows = rows(right);
    if (left.equals(right)) {
      return new Compared(table, store, sourceRows, targetRows, sourceRows, 0, 0, 0, 0, 0);
    }
    return byRow(expected, actual, sourceRows, targetRows);
  }

  private Compared byRow(
      Dataset<Row> expected, Dataset<Row> actual, long sourceRows, long targetRows) {
    Dataset<Row> e = numbered(expected).select(prefixed("e_", expected));
    Dataset<Row> a = numbered(actual).select(prefixed("a_", actual));
    Dataset<Row> joined =
        e.join(
            a,
            e.col("e_key").equalTo(a.col("a_key")).and(e.col("e_n").equalTo(a.col("a_n"))),
            "full_outer");
    Column both = col("e_key").isNotNull().and(col("a_key").isNotNull());
    Column own = coalesce(col("a_own"), lit(true));
    Column sameHash = col("e_hash").equalTo(col("a_hash"));
    Column samePlace =
        col("e_region_id")
            .eqNullSafe(col("a_region_id"))
            .and(col("e_shard_id").eqNullSafe(col("a_shard_id")));
    Column kind =
        when(col("a_key").isNull(), lit("missing"))
            .when(col("e_key").isNull().and(own), lit("unexpected"))
            .when(col("e_key").isNull(), lit("other"))
            .when(both.and(not(sameHash)).and(own), lit("mismatched"))
            .when(both.and(not(sameHash)), lit("other"))
            .when(not(samePlace), lit("misplaced"))
            .otherwise(lit("matched"));
    Map<String, Long> kinds = new HashMap<>();
    for (Row row : joined.groupBy(kind.as("kind")).count().collectAsList()) {
      kinds.put(row.getString(0), row.getLong(1));
    }
    return new Compared(
        table,
        store,
        sourceRows,
        targetRows,
        kinds.getOrDefault("matched", 0L),
        kinds.getOrDefault("missing", 0L),
        kinds.getOrDefault("unexpected", 0L),
        kinds.getOrDefault("mismatched", 0L),
        kinds.getOrDefault("misplaced", 0L),
        kinds.getOrDefault("other", 0L));
  }

  /** A key that stands twice is compared once and unexpected once. */
  private static Dataset<Row> numbered(Dataset<Row> rows) {
    return rows.withColumn("n", row_number().over(Window.partitionBy("key").orderBy("hash")));
  }

  private static Column[] prefixed(String prefix, Dataset<Row> rows) {
    return java.util.stream.Stream.concat(
            java.util.Arrays.stream(rows.columns()), java.util.stream.Stream.of("n"))
        .map(c -> col(c).as(prefix + c))
        .toArray(Column[]::new);
  }

  private record Group(@Nullable String region, @Nullable Integer shard) {}

  private record Sums(long rows, long low, long high) {
    static final Sums NONE = new Sums(0, 0, 0);
  }

  private static Map<Group, Sums> sums(Dataset<Row> rows) {
    List<Row> groups =
        rows.groupBy("region_id", "shard_id")
            .agg(
                count(lit(1)),
                sum(xxhash64(col("key"), col("hash"))),
                sum(xxhash64(col("hash"), array(col("key")))))
            .collectAsList();
    Map<Group, Sums> sums = new HashMap<>();
    for (Row g : groups) {
      sums.put(
          new Group(g.isNullAt(0) ? null : g.getString(0), g.isNullAt(1) ? null : g.getInt(1)),
          new Sums(g.getLong(2), g.getLong(3), g.getLong(4)));
    }
    return sums;
  }

  private static long rows(Map<Group, Sums> sums) {
    return sums.values().stream().mapToLong(Sums::rows).sum();
  }

  private static java.util.Set<Group> union(Map<Group, Sums> left, Map<Group, Sums> right) {
    java.util.Set<Group> all = new java.util.HashSet<>(left.keySet());
    all.addAll(right.keySet());
    all.removeIf(Objects::isNull);
    return all;
  }
}
