package dev.prima.jobs.reconcile;

import static org.apache.spark.sql.functions.col;

import dev.prima.core.mapping.HeldRow;
import dev.prima.core.mapping.MappedPage;
import dev.prima.core.mapping.RowValues;
import dev.prima.core.mapping.TargetTable;
import dev.prima.jobs.reconcile.SourceCopies.Slice;
import dev.prima.jobs.resolve.StandingRows;
import dev.prima.jobs.source.OpenSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.TaskCompletionListener;
import org.jspecify.annotations.Nullable;

/**
 * Goes back to the sources for all values of rows of which {@link SourceCopies} kept but what
 * identifies and ranks them. Only slices that hold such rows are read, once each.
 */
final class SourceValues {
  private SourceValues() {}

  /**
   * Adds {@value StandingRows#ROW}, in the shape of the table as it stands.
   *
   * @param rows with {@code _part} and {@code _row}
   */
  static Dataset<Row> added(
      SparkSession spark, Dataset<Row> rows, List<Slice> slices, Tables tables) {
    StructType schema = rows.schema();
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    Broadcast<List<Slice>> all = context.broadcast(new ArrayList<>(slices));
    List<TargetTable> targets = new ArrayList<>(tables.all().stream().map(t -> t.table()).toList());
    return spark.createDataFrame(
        rows.repartition(col("_part"))
            .sortWithinPartitions("_part", "_row")
            .toJavaRDD()
            .mapPartitions(wanted -> new Found(wanted, all.value(), targets)),
        schema.add(StandingRows.ROW, DataTypes.BinaryType, true));
  }

  /** Reads along with rows that come in the order of the slices and of their places in them. */
  private static final class Found implements Iterator<Row> {
    private final Iterator<Row> wanted;
    private final List<Slice> slices;
    private final List<TargetTable> tables;
    private final OpenSource source = SlicePages.ofTask();
    private @Nullable SlicePages pages;
    private @Nullable MappedPage page;
    private long part = -1;

    Found(Iterator<Row> wanted, List<Slice> slices, List<TargetTable> tables) {
      this.wanted = wanted;
      this.slices = slices;
      this.tables = tables;
      TaskContext.get().addTaskCompletionListener((TaskCompletionListener) done -> close());
    }

    @Override
    public boolean hasNext() {
      return wanted.hasNext();
    }

    @Override
    public Row next() {
      Row row = wanted.next();
      Slice slice = slices.get((int) row.<Long>getAs("_part").longValue());
      TargetTable table = tables.get(slice.number());
      @Nullable Object[] values = new @Nullable Object[row.length() + 1];
      for (int i = 0; i < row.length(); i++) {
        values[i] = row.get(i);
      }
      values[row.length()] = HeldRow.pack(table, at(slice, row.<Integer>getAs("_row")));
      return RowFactory.create(values);
    }

    private RowValues at(Slice slice, int ordinal) {
      if (slice.part() != part || pages == null) {
        close();
        part = slice.part();
        pages = SlicePages.open(slice, source);
        page = pages.next();
      }
      while (page != null && pages.firstOrdinal() + page.rows() <= ordinal) {
        page = pages.next();
      }
      if (page == null) {
        throw new IllegalStateException(
            "Fewer rows of "
                + slice.table().name()
                + " in "
                + slice.file().path()
                + " than before");
      }
      page.at(ordinal - pages.firstOrdinal());
      return page;
    }

    private void close() {
      if (pages != null) {
        pages.close();
        pages = null;
      }
    }
  }
}
