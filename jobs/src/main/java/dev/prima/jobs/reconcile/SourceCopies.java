package dev.prima.jobs.reconcile;

import dev.prima.core.mapping.MappedPage;
import dev.prima.core.mapping.TableClaim;
import dev.prima.core.mapping.TargetTable;
import dev.prima.core.schema.SourceTable;
import dev.prima.jobs.resolve.Copies;
import dev.prima.jobs.resolve.CopyShape;
import dev.prima.jobs.source.RowRange;
import dev.prima.jobs.source.SourceFile;
import dev.prima.jobs.spark.SlicedRows;
import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/** Reads tables of the sources again, in Spark tasks, and reduces their rows to {@link Copies}. */
final class SourceCopies {
  private SourceCopies() {}

  /**
   * One table of one file, or a range of it.
   *
   * @param number of the table, by which its copies are told from those of others
   */
  record Slice(
      int part,
      int number,
      SourceFile file,
      SourceTable table,
      TableClaim claim,
      TargetTable target,
      RowRange range)
      implements Serializable {}

  /** Rows that no target can hold are left out, as the migration leaves them out. */
  static Dataset<Row> of(SparkSession spark, List<Slice> slices) {
    if (slices.isEmpty()) {
      return spark.createDataFrame(List.of(), Copies.SCHEMA);
    }
    // Many small files: several slices a task, lest every one costs a task of its own.
    int tasks = Math.min(slices.size(), Math.max(2, spark.sparkContext().defaultParallelism() * 4));
    JavaRDD<Row> rows =
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .parallelize(slices, tasks)
            .mapPartitions(mine -> new SlicedRows(opened(mine)));
    return spark.createDataFrame(rows, Copies.SCHEMA);
  }

  private static Iterator<Supplier<SlicedRows.Slice>> opened(Iterator<Slice> slices) {
    List<Supplier<SlicedRows.Slice>> opened = new ArrayList<>();
    slices.forEachRemaining(slice -> opened.add(() -> new OpenSlice(slice)));
    return opened.iterator();
  }

  /** The copies of a page at a time. */
  private static final class OpenSlice implements SlicedRows.Slice {
    private final Slice slice;
    private final SlicePages pages;
    private final CopyShape shape;
    private final Queue<Row> ready = new ArrayDeque<>();

    OpenSlice(Slice slice) {
      this.slice = slice;
      pages = SlicePages.open(slice);
      shape = new CopyShape(slice.target(), slice.number());
    }

    @Override
    public @Nullable Row next() {
      while (ready.isEmpty()) {
        MappedPage page = pages.next();
        if (page == null) {
          return null;
        }
        for (int r = 0; r < page.rows(); r++) {
          page.at(r);
          if (page.rejectReason() == null) {
            ready.add(
                shape.ofSource(page, slice.file().index(), slice.part(), pages.firstOrdinal() + r));
          }
        }
      }
      return ready.remove();
    }

    @Override
    public void close() {
      pages.close();
    }
  }
}
