package dev.prima.jobs.resolve;

import dev.prima.jobs.postgres.PostgresNode;
import dev.prima.jobs.postgres.PostgresScan;
import dev.prima.jobs.postgres.ScanRange;
import dev.prima.jobs.postgres.TargetRowReader;
import dev.prima.jobs.resolve.Standing.Numbered;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.TaskCompletionListener;

/** Reads rows that stand in PostgreSQL as {@link Copies}. */
public final class StandingRows {
  /** The name of the node on which a row stands. */
  public static final String NODE = "node";

  private static final long ROWS_PER_SLICE = 250_000;

  private StandingRows() {}

  private record Slice(PostgresNode node, Numbered table, ScanRange range)
      implements Serializable {}

  /** All rows of tables on these nodes; no row where a table does not stand. */
  static Dataset<Row> of(SparkSession spark, List<PostgresNode> nodes, List<Numbered> tables) {
    return withNodes(spark, nodes, tables, Pace.UNLIMITED).drop(NODE);
  }

  /** The same with the name of the node, {@value #NODE}, as the last column. */
  public static Dataset<Row> withNodes(
      SparkSession spark, List<PostgresNode> nodes, List<Numbered> tables, Pace pace) {
    StructType schema = Copies.SCHEMA.add(NODE, DataTypes.StringType, false);
    List<Slice> slices = new ArrayList<>();
    for (PostgresNode node : nodes) {
      for (Numbered table : tables) {
        for (ScanRange range : PostgresScan.ranges(node, table.table(), ROWS_PER_SLICE)) {
          slices.add(new Slice(node, table, range));
        }
      }
    }
    if (slices.isEmpty()) {
      return spark.createDataFrame(List.of(), schema);
    }
    // Many partitions are small: several slices a task, lest every one costs a task of its own.
    int tasks = Math.min(slices.size(), Math.max(2, spark.sparkContext().defaultParallelism() * 4));
    JavaRDD<Row> rows =
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .parallelize(slices, tasks)
            .mapPartitions(mine -> pace.of(new Rows(mine)));
    return spark.createDataFrame(rows, schema);
  }

  private static final class Rows implements Iterator<Row> {
    private final Iterator<Slice> slices;
    private @org.jspecify.annotations.Nullable TargetRowReader reader;
    private @org.jspecify.annotations.Nullable CopyShape shape;
    private @org.jspecify.annotations.Nullable Row ready;
    private String node = "";

    Rows(Iterator<Slice> slices) {
      this.slices = slices;
      TaskContext context = TaskContext.get();
      if (context != null) {
        context.addTaskCompletionListener((TaskCompletionListener) done -> close());
      }
    }

    @Override
    public boolean hasNext() {
      while (ready == null) {
        if (reader == null) {
          if (!slices.hasNext()) {
            return false;
          }
          Slice slice = slices.next();
          reader = TargetRowReader.open(slice.node(), slice.table().table(), slice.range(), null);
          shape = new CopyShape(slice.table().table(), slice.table().number());
          node = slice.node().name();
        }
        if (reader.next()) {
          Row copy =
              java.util.Objects.requireNonNull(shape)
                  .ofTarget(
                      reader,
                      new CopyShape.Place(
                          reader.regionId(),
                          reader.shardId() < 0 ? null : reader.shardId(),
                          reader.sourceId()));
          ready = withNode(copy);
        } else {
          close();
        }
      }
      return true;
    }

    @Override
    public Row next() {
      if (!hasNext() || ready == null) {
        throw new NoSuchElementException();
      }
      Row row = ready;
      ready = null;
      return row;
    }

    private Row withNode(Row copy) {
      @org.jspecify.annotations.Nullable Object[] values = new Object[copy.length() + 1];
      for (int i = 0; i < copy.length(); i++) {
        values[i] = copy.get(i);
      }
      values[copy.length()] = node;
      return RowFactory.create(values);
    }

    private void close() {
      if (reader != null) {
        reader.close();
        reader = null;
      }
    }
  }
}
