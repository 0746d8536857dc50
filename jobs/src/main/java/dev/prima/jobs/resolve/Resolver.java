package dev.prima.jobs.resolve;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.lag;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import dev.prima.core.mapping.IdentityHash;
import java.util.Arrays;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.types.DataTypes;

/**
 * Orders the copies of every row and decides which one is loaded.
 *
 * <p>The order is total: love, benefit and time descending, then what a file holds before what it
 * held, then content hash, then a row of the target before its equals, then source path and place
 * in the file; so the outcome depends neither on the order of files nor on partitions.
 *
 * @see "DESIGN.md, Identity and precedence"
 */
public final class Resolver {
  /** Values of the column {@code fate}. */
  public static final String LOADED = "loaded";

  public static final String DUPLICATE = "duplicate";
  public static final String SUPERSEDED = "superseded";

  /** Stands for a row of the target that keeps its place. */
  public static final String KEPT = "kept";

  private static final String BEST = "_best";
  private static final String EARLIER = "_earlier";

  private static final int CONTENT_BYTES = 32;

  private static final UserDefinedFunction OCCURRENCE =
      udf((UDF2<byte[], Integer, byte[]>) IdentityHash::occurrence, DataTypes.BinaryType);

  private Resolver() {}

  /** The same of copies among which none is an earlier state of another. */
  public static Dataset<Row> resolve(Dataset<Row> copies, Column madeIds) {
    return resolve(copies, madeIds, EarlierStates.NONE);
  }

  /**
   * Every copy with its fate.
   *
   * <p>Adds {@code k} (the number of the occurrence for content identities, else 1), {@code id}
   * (the final id), {@code fate}, {@code replaces} (a loaded row takes the place of a row of the
   * target) and {@code oldest_id} (the smallest legacy id of all copies), {@code replaced_hash}; of
   * superseded rows {@code winner} (the source of the best copy) and {@code rule} (the first by
   * which they differ).
   *
   * @param copies shape {@link Copies#SCHEMA}, of tables told apart by {@code _table}
   * @param madeIds true for rows of tables whose final ids are UUIDs made from identities
   * @param earlier which rows of targets are earlier states
   */
  public static Dataset<Row> resolve(Dataset<Row> copies, Column madeIds, EarlierStates earlier) {
    Column[] rank = {
      col("_love").desc(), col("_benefit").desc(), col("_time").desc(), col("_hash").asc()
    };
    WindowSpec withinFile =
        Window.partitionBy("_table", "_identity", "_source")
            .orderBy(rank[0], rank[1], rank[2], rank[3], col("_part").asc(), col("_row").asc());
    Dataset<Row> numbered =
        copies.withColumn("k", when(byContent(), row_number().over(withinFile)).otherwise(lit(1)));
    Dataset<Row> identified = numbered.withColumn("id", id(madeIds, col("k")));
    // A made id tells occurrences apart by itself; where ids are not made their number does.
    WindowSpec group =
        Window.partitionBy(col("_table"), col("id"), when(madeIds, lit(1)).otherwise(col("k")));
    WindowSpec ordered =
        group.orderBy(
            rank[0],
            rank[1],
            rank[2],
            col(EARLIER).asc(),
            rank[3],
            col("_source").equalTo(Copies.TARGET).desc(),
            col("_source").asc(),
            col("_part").asc(),
            col("_row").asc());
    Column fromTarget = col("_source").equalTo(Copies.TARGET);
    Column best = col("_place").equalTo(1);
    Column superseded = col("fate").equalTo(SUPERSEDED);
    return earlier
        .marked(identified, group, EARLIER)
        .withColumn("_place", row_number().over(ordered))
        .withColumn("_before", lag(col("_hash"), 1).over(ordered))
        .withColumn(BEST, first(struct("_source", "_love", "_benefit", "_time")).over(ordered))
        .withColumn("_standing", max(fromTarget).over(group))
        .withColumn("replaced_hash", max(when(fromTarget, col("_hash"))).over(group))
        .withColumn(
            "oldest_id",
            min(when(
                    col("legacy_id").isNotNull(),
                    struct(length(col("legacy_id")).as("n"), col("legacy_id").as("id"))))
                .over(group)
                .getField("id"))
        .withColumn(
            "fate",
            when(fromTarget, lit(KEPT))
                // What outranks the row that stands takes its place only if it differs.
                .when(best.and(alike(col("replaced_hash"))), lit(DUPLICATE))
                .when(best, lit(LOADED))
                .when(alike(col("_before")), lit(DUPLICATE))
                .otherwise(lit(SUPERSEDED)))
        .withColumn("replaces", col("fate").equalTo(LOADED).and(col("_standing")))
        .withColumn("winner", when(superseded, col(BEST).getField("_source")))
        .withColumn("rule", when(superseded, rule()))
        .drop("_place", "_before", "_standing", BEST, EARLIER);
  }

  /** The first rule of precedence by which a copy and the best one differ. */
  private static Column rule() {
    return when(differs("_love"), lit("love"))
        .when(differs("_benefit"), lit("benefit"))
        .when(differs("_time"), lit("time"))
        .otherwise(lit("content hash"));
  }

  private static Column differs(String rank) {
    return not(col(rank).equalTo(col(BEST).getField(rank)));
  }

  /** Copies of which no two are of one row, as winners: their {@code k} and {@code id} alone. */
  public static Dataset<Row> unrivalled(Dataset<Row> copies, Column madeIds) {
    return copies.withColumn("k", lit(1)).withColumn("id", id(madeIds, col("k")));
  }

  /**
   * The best copy of each row with its {@code k} and {@code id}. Orders no others than those of
   * rows with several; runs a job to find them.
   */
  public static Dataset<Row> best(Dataset<Row> copies, Column madeIds) {
    Dataset<Row> several =
        copies
            .groupBy(col("_table").as("s_table"), col("_identity").as("s_identity"))
            .count()
            .filter("count > 1")
            .drop("count");
    if (several.isEmpty()) {
      return unrivalled(copies, madeIds);
    }
    Column same =
        col("_table").equalTo(col("s_table")).and(col("_identity").equalTo(col("s_identity")));
    Dataset<Row> alone = unrivalled(copies.join(several, same, "left_anti"), madeIds);
    return alone.unionByName(
        resolve(copies.join(several, same, "left_semi"), madeIds)
            .filter(col("fate").equalTo(LOADED))
            .select(Arrays.stream(alone.columns()).map(c -> col(c)).toArray(Column[]::new)));
  }

  /** The final id of the k-th occurrence of a row. */
  static Column id(Column madeIds, Column k) {
    return when(madeIds.and(byContent()), OCCURRENCE.apply(col("_identity"), k))
        .otherwise(col("_identity"));
  }

  /** Whether the row's content is one with this hash; false where there is none. */
  private static Column alike(Column hash) {
    return coalesce(hash.equalTo(col("_hash")), lit(false));
  }

  /** Whether a row is identified by its content. */
  static Column byContent() {
    return length(col("_identity")).equalTo(CONTENT_BYTES);
  }
}
