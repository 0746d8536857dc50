package dev.prima.jobs.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.columnar.CachedBatch;
import org.apache.spark.sql.execution.columnar.DefaultCachedBatch;
import org.apache.spark.sql.execution.columnar.DefaultCachedBatchSerializer;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.TaskCompletionListener;
import org.jspecify.annotations.Nullable;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * How Spark keeps rows: those of a {@link Spool} in its files, of which it remembers where what
 * lies; others as it always does.
 */
public final class SpoolingSerializer extends DefaultCachedBatchSerializer {
  private static final long serialVersionUID = 1L;

  @Override
  public RDD<CachedBatch> convertInternalRowToCachedBatch(
      RDD<InternalRow> input, Seq<Attribute> schema, StorageLevel level, SQLConf conf) {
    RDD<CachedBatch> batches = super.convertInternalRowToCachedBatch(input, schema, level, conf);
    String folder = folder(schema);
    return folder == null
        ? batches
        : new SpooledRows(batches, folder, HadoopSettings.of(batches.sparkContext()));
  }

  @Override
  public RDD<InternalRow> convertCachedBatchToInternalRow(
      RDD<CachedBatch> input, Seq<Attribute> kept, Seq<Attribute> selected, SQLConf conf) {
    return super.convertCachedBatchToInternalRow(read(input, kept, selected), kept, selected, conf);
  }

  @Override
  public RDD<ColumnarBatch> convertCachedBatchToColumnarBatch(
      RDD<CachedBatch> input, Seq<Attribute> kept, Seq<Attribute> selected, SQLConf conf) {
    return super.convertCachedBatchToColumnarBatch(
        read(input, kept, selected), kept, selected, conf);
  }

  private static @Nullable String folder(Seq<Attribute> columns) {
    return Spool.folder(
        CollectionConverters.asJava(columns).stream().map(Attribute::metadata).toList());
  }

  private static RDD<CachedBatch> read(
      RDD<CachedBatch> input, Seq<Attribute> kept, Seq<Attribute> selected) {
    if (folder(kept) == null) {
      return input;
    }
    Set<Object> wanted = new HashSet<>();
    CollectionConverters.asJava(selected).forEach(a -> wanted.add(a.exprId()));
    List<Attribute> columns = CollectionConverters.asJava(kept);
    boolean[] read = new boolean[columns.size()];
    for (int c = 0; c < read.length; c++) {
      read[c] = wanted.contains(columns.get(c).exprId());
    }
    HadoopSettings settings = HadoopSettings.of(input.sparkContext());
    return JavaRDD.fromRDD(input, input.elementClassTag())
        .mapPartitions(batches -> new Reading(batches, read, settings))
        .rdd();
  }

  /** Batches, fetched from the file of their partition. */
  private static final class Reading implements Iterator<CachedBatch> {
    private final Iterator<CachedBatch> batches;
    private final int columns;
    private final IntPredicate wanted;
    private final HadoopSettings settings;
    private @Nullable String file;
    private @Nullable FSDataInputStream open;

    Reading(Iterator<CachedBatch> batches, boolean[] wanted, HadoopSettings settings) {
      this.batches = batches;
      columns = wanted.length;
      this.wanted = column -> wanted[column];
      this.settings = settings;
      TaskContext.get().addTaskCompletionListener((TaskCompletionListener) done -> close());
    }

    @Override
    public boolean hasNext() {
      return batches.hasNext();
    }

    @Override
    public CachedBatch next() {
      SpooledBatch batch = (SpooledBatch) batches.next();
      if (batch.lengths().length != columns) {
        throw new IllegalStateException(batch.file() + " holds other rows");
      }
      try {
        return new DefaultCachedBatch(
            batch.numRows(), batch.columns(open(batch.file()), wanted), batch.stats());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private FSDataInputStream open(String name) throws IOException {
      if (open == null || !name.equals(file)) {
        close();
        Path path = new Path(name);
        open = path.getFileSystem(settings.get()).open(path);
        file = name;
      }
      return open;
    }

    private void close() {
      try {
        if (open != null) {
          open.close();
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } finally {
        open = null;
      }
    }
  }
}
