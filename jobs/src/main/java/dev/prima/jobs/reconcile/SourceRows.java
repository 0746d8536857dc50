package dev.prima.jobs.reconcile;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_distinct;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.xxhash64;

import dev.prima.core.mapping.TargetTable;
import dev.prima.jobs.extract.PlannedTable;
import dev.prima.jobs.reconcile.SourceCopies.Slice;
import dev.prima.jobs.resolve.Resolver;
import dev.prima.jobs.source.RowRange;
import dev.prima.jobs.source.RowRanges;
import dev.prima.jobs.source.SnapshotTable;
import dev.prima.jobs.source.SourceFile;
import java.util.ArrayList;
import java.util.List;
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

  SourceRows(SparkSession spark, Inputs.Sources sources) {
    this.spark = spark;
    this.sources = sources;
  }

  /** Whether any source has rows of a table. */
  boolean has(TargetTable table) {
    return !slices(table).isEmpty();
  }

  /**
   * Shape: {@link dev.prima.jobs.resolve.Copies} with {@code id}, {@code key}, {@code hash}, and
   * the columns of a {@link Side} but for the place. Runs a job.
   */
  Dataset<Row> winners(TargetTable table, Kept kept) {
    Dataset<Row> copies = kept.keep(SourceCopies.of(spark, slices(table)));
    boolean made = table.key().made();
    // Most files hold every row once; to order copies costs two sorts of all of them.
    Row counted = copies.agg(count(lit(1)), count_distinct(xxhash64(col("_identity")))).first();
    Dataset<Row> winners =
        counted.getLong(0) == counted.getLong(1)
            ? Resolver.unrivalled(copies, made)
            : kept.keep(Resolver.winners(copies, made));
    return winners
        .withColumn("key", key(table, col("id")))
        .withColumn("hash", col("_hash"))
        .withColumn("node", lit(null).cast(DataTypes.StringType))
        .withColumn("own", lit(true));
  }

  /** By which a row is found on both sides; {@code k} tells rows apart that have no key. */
  static Column key(TargetTable table, Column identity) {
    return table.key().columns().isEmpty()
        ? concat(identity, col("k").cast(DataTypes.StringType).cast(DataTypes.BinaryType))
        : identity;
  }

  private List<Slice> slices(TargetTable table) {
    List<Slice> slices = new ArrayList<>();
    for (PlannedTable planned : sources.planned()) {
      if (planned.stagedTarget().name().equals(table.name())) {
        SourceFile file = file(planned.fileIndex());
        for (RowRange range : ranges(file, planned)) {
          slices.add(
              new Slice(
                  slices.size(),
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
