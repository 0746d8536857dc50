package dev.prima.jobs.reconcile;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;

import dev.prima.core.mapping.TargetTable;
import dev.prima.core.reconcile.Leniency;
import dev.prima.jobs.resolve.KeyFilter;
import dev.prima.jobs.resolve.Pace;
import dev.prima.jobs.resolve.Standing.Numbered;
import dev.prima.jobs.resolve.StandingChoice;
import dev.prima.jobs.resolve.StandingRows;
import dev.prima.jobs.resolve.StandingRows.Manner;
import dev.prima.jobs.resolve.StandingRows.Moment;
import dev.prima.jobs.spark.Divided;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;
import org.jspecify.annotations.Nullable;

/** The rows that stand in PostgreSQL, on all nodes. */
final class PostgresRows {
  private static final List<String> COLUMNS =
      List.of(
          "_table",
          "key",
          "hash",
          "region_id",
          "shard_id",
          "node",
          "own",
          "gone",
          "left",
          "derived",
          "source_id",
          "legacy_id",
          "end1",
          "end2",
          "_time",
          "coherence");

  private final SparkSession spark;
  private final Inputs inputs;
  private final List<Moment> nodes;
  private final Leniency leniency;
  private final @Nullable StandingChoice choice;

  PostgresRows(SparkSession spark, Inputs inputs, List<Moment> nodes, Leniency leniency) {
    this(spark, inputs, nodes, leniency, null);
  }

  /**
   * @param choice null for all rows
   */
  PostgresRows(
      SparkSession spark,
      Inputs inputs,
      List<Moment> nodes,
      Leniency leniency,
      @Nullable StandingChoice choice) {
    this.spark = spark;
    this.inputs = inputs;
    this.nodes = nodes;
    this.leniency = leniency;
    this.choice = choice;
  }

  /** Shape: that of a {@link Side}, and what the checks look at. */
  Divided of(Tables tables) {
    return keyed(
        tables, chosen -> StandingRows.withNodes(spark, nodes, chosen, manner()), new String[0]);
  }

  /** Of chosen rows all values too, in {@value StandingRows#ROW}. */
  Dataset<Row> withValues(Tables tables, Broadcast<KeyFilter> identities) {
    return keyed(
            tables,
            chosen ->
                new Divided(
                    StandingRows.withValues(spark, nodes, chosen, manner(), identities), List.of()),
            StandingRows.ROW)
        .rows();
  }

  private Divided keyed(Tables tables, Function<List<Numbered>, Divided> read, String... more) {
    Column own = own(inputs.lineage());
    Column gone = earlier(inputs.lineage());
    Column left = left(inputs.lineage());
    Divided plain = read.apply(tables.where(t -> stands(t) && !Tables.keyless(t)));
    Divided rows =
        plain.with(
            plain
                .rows()
                .withColumn("own", own)
                .withColumn("gone", gone)
                .withColumn("left", left)
                .withColumn("k", lit(1)));
    List<Numbered> keyless = tables.where(t -> stands(t) && Tables.keyless(t));
    if (!keyless.isEmpty()) {
      Column number =
          row_number().over(Window.partitionBy("_table", "_identity").orderBy(col("own").desc()));
      Divided alike = read.apply(keyless);
      rows =
          rows.and(
              alike.with(
                  alike
                      .rows()
                      .withColumn("own", own)
                      .withColumn("gone", gone)
                      .withColumn("left", left)
                      .withColumn("k", number)));
    }
    return rows.with(
        rows.rows()
            .withColumnRenamed("_identity", "id")
            .withColumn("key", SourceRows.onNode(tables, SourceRows.key(tables)))
            .withColumn("hash", col("_hash"))
            .select(
                Stream.concat(COLUMNS.stream(), Stream.of(more))
                    .map(c -> col(c))
                    .toArray(Column[]::new)));
  }

  private Manner manner() {
    return new Manner(Pace.of(spark, inputs.maxRowsPerSecond()), leniency, choice);
  }

  private static boolean stands(TargetTable table) {
    return table.stores().postgres().isPresent();
  }

  /** Whether a row is of a file that has changed since: if no source has it, it is gone there. */
  static Column earlier(Inputs.Lineage lineage) {
    return coalesce(col("source_id").isin(lineage.earlierSourceIds().toArray()), lit(false));
  }

  /** Whether a row that no source has may have been left by an earlier state of its file. */
  static Column left(Inputs.Lineage lineage) {
    return earlier(lineage)
        .and(coalesce(col("source_id").isin(lineage.mixedSourceIds().toArray()), lit(false)));
  }

  /** Rows that say no source are nobody's, so they are held to be ours. */
  static Column own(Inputs.Lineage lineage) {
    return lineage.exclusive()
        ? lit(true)
        : col("source_id").isNull().or(col("source_id").isin(lineage.ownSourceIds().toArray()));
  }
}
