package dev.prima.jobs.load.cassandra;

import dev.prima.core.mapping.TargetTable;
import dev.prima.jobs.postgres.PostgresNode;
import dev.prima.jobs.postgres.PostgresScan;
import dev.prima.jobs.postgres.ScanRange;
import dev.prima.jobs.postgres.TargetRowReader;
import dev.prima.jobs.spark.Schemas;
import dev.prima.jobs.spark.SlicedRows;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Rows read from the PostgreSQL nodes because the global store must be told of them again.
 *
 * <p>Shape: {@code c0..cn}, the target's columns by ordinal, and {@code source_id}, as {@link
 * GlobalRows} takes them.
 */
public final class NodeRows {
  private static final int AGENTS_PER_QUERY = 2_000;
  private static final long ROWS_PER_SLICE = 250_000;

  private record Slice(PostgresNode node, ScanRange range) implements Serializable {}

  private NodeRows() {}

  /**
   * Rows that stand and speak of certain agents, found by index. A row that speaks of two of them
   * may come twice.
   *
   * @param columns that name agents
   * @param agents {@code agent_id}
   */
  public static Dataset<Row> touched(
      List<PostgresNode> nodes, TargetTable table, List<String> columns, Dataset<Row> agents) {
    JavaRDD<Row> rows =
        agents
            .select("agent_id")
            .as(Encoders.STRING())
            .toJavaRDD()
            .mapPartitions(mine -> new SlicedRows(touching(nodes, table, columns, mine)));
    return agents.sparkSession().createDataFrame(rows, schema(table));
  }

  /** All rows of a table that stand. */
  public static Dataset<Row> standing(
      SparkSession spark, List<PostgresNode> nodes, TargetTable table) {
    List<Slice> slices = new ArrayList<>();
    for (PostgresNode node : nodes) {
      PostgresScan.ranges(node, table, ROWS_PER_SLICE)
          .forEach(range -> slices.add(new Slice(node, range)));
    }
    JavaRDD<Row> rows =
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .parallelize(slices, Math.max(1, slices.size()))
            .mapPartitions(mine -> new SlicedRows(slicesOf(mine, table)));
    return spark.createDataFrame(rows, schema(table));
  }

  /** Rows in whose place certain runs put better copies, as {@code prima.superseded} keeps them. */
  public static Dataset<Row> replaced(
      SparkSession spark, List<PostgresNode> nodes, TargetTable table, Set<String> runs) {
    List<String> named = List.copyOf(runs);
    JavaRDD<Row> rows =
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .parallelize(nodes, nodes.size())
            .mapPartitions(mine -> new SlicedRows(replacedIn(mine, table, named)));
    return spark.createDataFrame(rows, schema(table));
  }

  static StructType schema(TargetTable table) {
    StructType schema = new StructType();
    for (int c = 0; c < table.columns().size(); c++) {
      schema = schema.add("c" + c, Schemas.type(table.columns().get(c).type()));
    }
    return schema.add(GlobalRows.SOURCE, DataTypes.IntegerType);
  }

  private static Iterator<Supplier<SlicedRows.Slice>> touching(
      List<PostgresNode> nodes, TargetTable table, List<String> columns, Iterator<String> agents) {
    List<Supplier<SlicedRows.Slice>> queries = new ArrayList<>();
    while (agents.hasNext()) {
      List<String> some = new ArrayList<>();
      while (agents.hasNext() && some.size() < AGENTS_PER_QUERY) {
        some.add(agents.next());
      }
      nodes.forEach(
          node ->
              queries.add(
                  () -> new Found(TargetRowReader.open(node, table, columns, some), table)));
    }
    return queries.iterator();
  }

  private static Iterator<Supplier<SlicedRows.Slice>> slicesOf(
      Iterator<Slice> slices, TargetTable table) {
    List<Supplier<SlicedRows.Slice>> queries = new ArrayList<>();
    slices.forEachRemaining(
        slice ->
            queries.add(
                () ->
                    new Found(
                        TargetRowReader.open(slice.node(), table, slice.range(), null), table)));
    return queries.iterator();
  }

  private static Iterator<Supplier<SlicedRows.Slice>> replacedIn(
      Iterator<PostgresNode> nodes, TargetTable table, List<String> runs) {
    List<Supplier<SlicedRows.Slice>> queries = new ArrayList<>();
    nodes.forEachRemaining(
        node ->
            queries.add(() -> new Found(TargetRowReader.openReplaced(node, table, runs), table)));
    return queries.iterator();
  }

  /** The rows of one query. */
  private static final class Found implements SlicedRows.Slice {
    private final TargetRowReader reader;
    private final TargetTable table;

    Found(TargetRowReader reader, TargetTable table) {
      this.reader = reader;
      this.table = table;
    }

    @Override
    public @Nullable Row next() {
      if (!reader.next()) {
        return null;
      }
      int width = table.columns().size();
      @Nullable Object[] row = new @Nullable Object[width + 1];
      for (int c = 0; c < width; c++) {
        row[c] = Schemas.value(table, reader, c);
      }
      row[width] = reader.sourceId();
      return RowFactory.create(row);
    }

    @Override
    public void close() {
      reader.close();
    }
  }
}
