package dev.prima.jobs.reconcile;

import dev.prima.core.mapping.MappedPage;
import dev.prima.core.mapping.RowMapper;
import dev.prima.core.mapping.TableClaim;
import dev.prima.core.mapping.TargetTable;
import dev.prima.core.schema.RowPage;
import dev.prima.core.schema.SourceTable;
import dev.prima.jobs.resolve.Copies;
import dev.prima.jobs.resolve.CopyShape;
import dev.prima.jobs.source.RowRange;
import dev.prima.jobs.source.SourceFile;
import dev.prima.jobs.source.SqliteConnections;
import dev.prima.jobs.source.SqliteRowReader;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.sqlite.SQLiteConnection;

/** Reads tables of the sources again, in Spark tasks, and reduces their rows to {@link Copies}. */
final class SourceCopies {
  private static final int PAGE_ROWS = 8_192;
  private static final long PAGE_BYTES = 8L << 20;

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
            .flatMap(Rows::new);
    return spark.createDataFrame(rows, Copies.SCHEMA);
  }

  /**
   * Streams one slice; closes itself after the last row, and with the task when that ends early.
   */
  private static final class Rows implements Iterator<Row> {
    private final Slice slice;
    private final SQLiteConnection connection;
    private final SqliteRowReader reader;
    private final RowMapper mapper;
    private final CopyShape shape;
    private final Queue<Row> ready = new ArrayDeque<>();
    private int ordinal;
    private boolean open = true;

    Rows(Slice slice) throws Exception {
      this.slice = slice;
      connection = SqliteConnections.open(slice.file());
      reader =
          SqliteRowReader.open(
              connection,
              Path.of(slice.file().path()),
              slice.table(),
              slice.range(),
              new SqliteRowReader.PageLimit(PAGE_ROWS, PAGE_BYTES));
      mapper = new RowMapper(slice.claim(), slice.target(), slice.table());
      shape = new CopyShape(slice.target(), slice.number());
      org.apache.spark.TaskContext context = org.apache.spark.TaskContext.get();
      if (context != null) {
        context.addTaskCompletionListener(
            (org.apache.spark.util.TaskCompletionListener) done -> close());
      }
    }

    @Override
    public boolean hasNext() {
      while (ready.isEmpty() && open) {
        RowPage page = reader.next();
        if (page == null) {
          close();
        } else {
          MappedPage mapped = mapper.map(page);
          for (int r = 0; r < mapped.rows(); r++) {
            mapped.at(r);
            if (mapped.rejectReason() == null) {
              ready.add(shape.ofSource(mapped, slice.file().index(), slice.part(), ordinal + r));
            }
          }
          ordinal += mapped.rows();
        }
      }
      return !ready.isEmpty();
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return ready.remove();
    }

    private void close() {
      if (open) {
        open = false;
        reader.close();
        try {
          connection.close();
        } catch (java.sql.SQLException e) {
          throw new IllegalStateException("Cannot close " + slice.file().path(), e);
        }
      }
    }
  }
}
