package dev.prima.jobs.reconcile;

import dev.prima.core.mapping.MappedPage;
import dev.prima.core.mapping.TableClaim;
import dev.prima.core.mapping.TargetTable;
import dev.prima.core.reconcile.Leniency;
import dev.prima.core.schema.SourceTable;
import dev.prima.jobs.resolve.Copies;
import dev.prima.jobs.resolve.CopyShape;
import dev.prima.jobs.source.OpenSource;
import dev.prima.jobs.source.RowRange;
import dev.prima.jobs.source.SourceFile;
import dev.prima.jobs.spark.Divided;
import dev.prima.jobs.spark.FlatRows;
import dev.prima.jobs.spark.SlicedRows;
import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** Reads tables of the sources again, in Spark tasks, and reduces their rows to {@link Copies}. */
final class SourceCopies {
  /** The hash of what is compared of a row, where that is not all that ranks it. */
  static final String COMPARED = "_compared";

  /** Whether no target can hold the row, of which nothing more is told. */
  static final String REJECTED = "_rejected";

  private static final StructType SCHEMA =
      Copies.SCHEMA
          .add(COMPARED, DataTypes.BinaryType, true)
          .add(REJECTED, DataTypes.BooleanType, false);

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
      implements Serializable {
    String told() {
      return String.join(
          " ",
          String.valueOf(number),
          String.valueOf(file.index()),
          String.valueOf(file.sha256()),
          table.name(),
          range.toString());
    }
  }

  /** Shape: {@link Copies}, {@value #COMPARED} and {@value #REJECTED}; one row per source row. */
  static Divided of(SparkSession spark, List<Slice> slices, Leniency leniency) {
    if (slices.isEmpty()) {
      return new Divided(spark.createDataFrame(List.of(), SCHEMA), List.of());
    }
    int tasks = SlicedRows.tasks(spark, slices.size());
    JavaRDD<Row> rows =
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .parallelize(slices, tasks)
            .mapPartitions(mine -> new SlicedRows(opened(mine, leniency)));
    return new Divided(
        FlatRows.of(spark, rows, SCHEMA),
        Stream.concat(Stream.of(tasks + " tasks"), slices.stream().map(Slice::told)).toList());
  }

  private static Iterator<Supplier<SlicedRows.Slice>> opened(
      Iterator<Slice> slices, Leniency leniency) {
    OpenSource source = SlicePages.ofTask();
    List<Supplier<SlicedRows.Slice>> opened = new ArrayList<>();
    slices.forEachRemaining(slice -> opened.add(() -> new OpenSlice(slice, source, leniency)));
    return opened.iterator();
  }

  /** The copies of a page at a time. */
  private static final class OpenSlice implements SlicedRows.Slice {
    private final Slice slice;
    private final SlicePages pages;
    private final CopyShape shape;
    private final boolean excluding;
    private final Queue<Row> ready = new ArrayDeque<>();

    OpenSlice(Slice slice, OpenSource source, Leniency leniency) {
      this.slice = slice;
      pages = SlicePages.open(slice, source);
      shape = new CopyShape(slice.target(), slice.number(), leniency);
      excluding =
          slice.target().columns().stream()
              .anyMatch(c -> leniency.excludes(slice.target(), c.name()));
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
          ready.add(
              page.rejectReason() == null
                  ? taken(page, pages.firstOrdinal() + r)
                  : refused(pages.firstOrdinal() + r));
        }
      }
      return ready.remove();
    }

    private Row taken(MappedPage page, int ordinal) {
      Row copy = shape.ofSource(page, slice.file().index(), slice.part(), ordinal);
      @Nullable Object[] values = new @Nullable Object[SCHEMA.length()];
      for (int i = 0; i < copy.length(); i++) {
        values[i] = copy.get(i);
      }
      values[copy.length()] = excluding ? shape.comparedHash(page) : null;
      values[copy.length() + 1] = false;
      return RowFactory.create(values);
    }

    private Row refused(int ordinal) {
      @Nullable Object[] values = new @Nullable Object[SCHEMA.length()];
      byte[] nothing = {};
      values[SCHEMA.fieldIndex("_part")] = (long) slice.part();
      values[SCHEMA.fieldIndex("_row")] = ordinal;
      values[SCHEMA.fieldIndex("_source")] = slice.file().index();
      values[SCHEMA.fieldIndex("_identity")] = nothing;
      values[SCHEMA.fieldIndex("_hash")] = nothing;
      values[SCHEMA.fieldIndex("_love")] = 0.0;
      values[SCHEMA.fieldIndex("_benefit")] = 0.0;
      values[SCHEMA.fieldIndex("_time")] = 0L;
      values[SCHEMA.fieldIndex("derived")] = false;
      values[SCHEMA.fieldIndex("_table")] = slice.number();
      values[SCHEMA.fieldIndex(REJECTED)] = true;
      return RowFactory.create(values);
    }

    @Override
    public void close() {
      pages.close();
    }
  }
}
