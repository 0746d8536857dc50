package dev.prima.jobs.reconcile;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_distinct;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import dev.prima.jobs.extract.PlannedTable;
import dev.prima.jobs.reconcile.SourceCopies.Slice;
import dev.prima.jobs.resolve.Resolver;
import dev.prima.jobs.resolve.Standing.Numbered;
import dev.prima.jobs.source.RowRange;
import dev.prima.jobs.source.RowRanges;
import dev.prima.jobs.source.SnapshotTable;
import dev.prima.jobs.source.SourceFile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;

/** The rows that the sources, read again, say should stand: one truth per key. */
final class SourceRows {
  private static final long ROWS_PER_SLICE = 250_000;

  private final SparkSession spark;
  private final Inputs.Sources sources;
  private final Tables tables;
  private final List<Slice> slices;

  SourceRows(SparkSession spark, Inputs.Sources sources, Tables tables) {
    this.spark = spark;
    this.sources = sources;
    this.tables = tables;
    slices = slices();
  }

  /**
   * All values of rows that were read, in {@value dev.prima.jobs.resolve.StandingRows#ROW}.
   *
   * @param rows of {@link #winners}, whatever else they have by now
   */
  Dataset<Row> withValues(Dataset<Row> rows) {
    return SourceValues.added(spark, rows, slices, tables);
  }

  /**
   * Shape: {@link dev.prima.jobs.resolve.Copies} with {@code id}, {@code key}, {@code hash}, and
   * the columns of a {@link Side} but for the place. Runs a job.
   */
  Dataset<Row> winners(Kept kept) {
    Dataset<Row> copies = kept.keep(SourceCopies.of(spark, slices));
    Column made = tables.rowsOf(t -> t.key().made());
    Object[] rivals = rivals(copies);
    Dataset<Row> winners = Resolver.unrivalled(copies, made);
    if (rivals.length > 0) {
      Column rival = col("_table").isin(rivals);
      Dataset<Row> resolved =
          kept.keep(
              Resolver.winners(copies.filter(rival), made)
                  .withColumn("legacy_id", coalesce(col("oldest_id"), col("legacy_id"))));
      winners = winners.filter(not(rival)).unionByName(resolved.select(columns(winners)));
    }
    return winners
        .withColumn("key", key(tables))
        .withColumn("hash", col("_hash"))
        .withColumn("own", lit(true));
  }

  /** Tables with copies; most have every row once, and to order copies takes two sorts. */
  private static Object[] rivals(Dataset<Row> copies) {
    return copies
        .groupBy("_table")
        .agg(count(lit(1)).as("rows"), count_distinct(xxhash64(col("_identity"))).as("identities"))
        .filter(col("rows").gt(col("identities")))
        .collectAsList()
        .stream()
        .map(r -> r.getInt(0))
        .toArray();
  }

  private static Column[] columns(Dataset<Row> rows) {
    return Arrays.stream(rows.columns()).map(c -> col(c)).toArray(Column[]::new);
  }

  /**
   * By which a row is found on both sides, of {@code id} and {@code k}; the latter tells rows apart
   * that have no key.
   */
  static Column key(Tables tables) {
    Column number = col("k").cast(DataTypes.StringType).cast(DataTypes.BinaryType);
    return when(tables.rowsOf(Tables::keyless), concat(col("id"), number)).otherwise(col("id"));
  }

  private List<Slice> slices() {
    List<Slice> slices = new ArrayList<>();
    for (PlannedTable planned : sources.planned()) {
      Optional<Numbered> table = tables.find(planned.stagedTarget().name());
      SourceFile file = file(planned.fileIndex());
      if (table.isPresent()) {
        for (RowRange range : ranges(file, planned)) {
          slices.add(
              new Slice(
                  slices.size(),
                  table.get().number(),
                  file,
                  planned.sourceTable(),
                  planned.claim(),
                  planned.stagedTarget(),
                  range));
        }
      }
    }
    return slices;
  }

  private static List<RowRange> ranges(SourceFile file, PlannedTable planned) {
    for (SnapshotTable table : file.tables()) {
      if (table.table().name().equals(planned.sourceTable().name())) {
        return table.rows() == 0 ? List.of() : RowRanges.divide(file, table, ROWS_PER_SLICE);
      }
    }
    throw new IllegalArgumentException(
        "No table " + planned.sourceTable().name() + " in " + file.path());
  }

  private SourceFile file(int index) {
    return sources.files().stream()
        .filter(f -> f.index() == index)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("No source file " + index));
  }
}
