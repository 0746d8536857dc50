package dev.prima.jobs.resolve;

import dev.prima.jobs.postgres.PostgresNode;
import dev.prima.jobs.postgres.PostgresScan;
import dev.prima.jobs.postgres.ScanRange;
import dev.prima.jobs.postgres.TargetRowReader;
import dev.prima.jobs.resolve.Standing.Numbered;
import dev.prima.jobs.spark.SlicedRows;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

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
            .mapPartitions(mine -> pace.of(new SlicedRows(opened(mine))));
    return spark.createDataFrame(rows, schema);
  }

  private static Iterator<Supplier<SlicedRows.Slice>> opened(Iterator<Slice> slices) {
    List<Supplier<SlicedRows.Slice>> opened = new ArrayList<>();
    slices.forEachRemaining(slice -> opened.add(() -> new OpenSlice(slice)));
    return opened.iterator();
  }

  private static final class OpenSlice implements SlicedRows.Slice {
    private final TargetRowReader reader;
    private final CopyShape shape;
    private final String node;

    OpenSlice(Slice slice) {
      reader = TargetRowReader.open(slice.node(), slice.table().table(), slice.range(), null);
      shape = new CopyShape(slice.table().table(), slice.table().number());
      node = slice.node().name();
    }

    @Override
    public @Nullable Row next() {
      if (!reader.next()) {
        return null;
      }
      CopyShape.Place place =
          new CopyShape.Place(
              reader.regionId(), reader.shardId() < 0 ? null : reader.shardId(), reader.sourceId());
      return withNode(shape.ofTarget(reader, place));
    }

    private Row withNode(Row copy) {
      @Nullable Object[] values = new @Nullable Object[copy.length() + 1];
      for (int i = 0; i < copy.length(); i++) {
        values[i] = copy.get(i);
      }
      values[copy.length()] = node;
      return RowFactory.create(values);
    }

    @Override
    public void close() {
      reader.close();
    }
  }
}
