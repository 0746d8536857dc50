package dev.prima.jobs.load.cassandra;

import dev.prima.core.mapping.RowValues;
import dev.prima.core.mapping.TargetTable;
import dev.prima.jobs.postgres.PostgresNode;
import dev.prima.jobs.postgres.TargetRowReader;
import dev.prima.jobs.spark.Schemas;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.TaskCompletionListener;
import org.jspecify.annotations.Nullable;

/**
 * Rows that stand in PostgreSQL and speak of certain agents, found by index: what must be looked at
 * again in the global store when these agents have moved.
 *
 * <p>Shape: {@code c0..cn}, the target's columns by ordinal, and {@code source_id}, as {@link
 * GlobalRows} takes them. A row that speaks of two of the agents may come twice.
 */
public final class TouchedRows {
  private static final int AGENTS_PER_QUERY = 2_000;

  private TouchedRows() {}

  /**
   * @param columns that name agents
   * @param agents {@code agent_id}
   */
  public static Dataset<Row> of(
      List<PostgresNode> nodes, TargetTable table, List<String> columns, Dataset<Row> agents) {
    StructType schema = new StructType();
    for (int c = 0; c < table.columns().size(); c++) {
      schema = schema.add("c" + c, Schemas.type(table.columns().get(c).type()));
    }
    schema = schema.add(GlobalRows.SOURCE, DataTypes.IntegerType);
    JavaRDD<Row> rows =
        agents
            .select("agent_id")
            .as(Encoders.STRING())
            .toJavaRDD()
            .mapPartitions(mine -> new Rows(queries(nodes, mine), table, columns));
    return agents.sparkSession().createDataFrame(rows, schema);
  }

  private record Query(PostgresNode node, List<String> agents) {}

  private static Iterator<Query> queries(List<PostgresNode> nodes, Iterator<String> agents) {
    List<Query> queries = new ArrayList<>();
    while (agents.hasNext()) {
      List<String> some = new ArrayList<>();
      while (agents.hasNext() && some.size() < AGENTS_PER_QUERY) {
        some.add(agents.next());
      }
      nodes.forEach(node -> queries.add(new Query(node, some)));
    }
    return queries.iterator();
  }

  private static final class Rows implements Iterator<Row> {
    private final Iterator<Query> queries;
    private final TargetTable table;
    private final List<String> columns;
    private @Nullable TargetRowReader reader;
    private @Nullable Row ready;

    Rows(Iterator<Query> queries, TargetTable table, List<String> columns) {
      this.queries = queries;
      this.table = table;
      this.columns = columns;
      TaskContext.get().addTaskCompletionListener((TaskCompletionListener) done -> close());
    }

    @Override
    public boolean hasNext() {
      while (ready == null) {
        if (reader == null) {
          if (!queries.hasNext()) {
            return false;
          }
          Query query = queries.next();
          reader = TargetRowReader.open(query.node(), table, columns, query.agents());
        }
        if (reader.next()) {
          ready = row(reader, reader.sourceId());
        } else {
          close();
        }
      }
      return true;
    }

    private Row row(RowValues values, int sourceId) {
      int width = table.columns().size();
      @Nullable Object[] row = new @Nullable Object[width + 1];
      for (int c = 0; c < width; c++) {
        row[c] = values.isNull(c) ? null : value(values, c);
      }
      row[width] = sourceId;
      return RowFactory.create(row);
    }

    private Object value(RowValues values, int c) {
      return switch (table.columns().get(c).type()) {
        case BIGINT, TIMESTAMPTZ -> values.word(c);
        case DOUBLE -> values.real(c);
        case BOOLEAN -> values.word(c) != 0;
        case TEXT, JSONB -> new String(values.bytes(c), StandardCharsets.UTF_8);
        case BYTEA, UUID, TAGGED -> values.bytes(c);
      };
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

    private void close() {
      if (reader != null) {
        reader.close();
        reader = null;
      }
    }
  }
}
