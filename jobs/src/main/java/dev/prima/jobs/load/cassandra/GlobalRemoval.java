package dev.prima.jobs.load.cassandra;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.querybuilder.QueryBuilder;
import com.datastax.oss.driver.api.querybuilder.delete.DeleteSelection;
import com.datastax.oss.driver.api.querybuilder.relation.Relation;
import dev.prima.core.error.PrimaException;
import dev.prima.jobs.cassandra.CassandraCluster;
import dev.prima.jobs.cassandra.CassandraError;
import dev.prima.jobs.cassandra.CqlType;
import dev.prima.jobs.cassandra.GlobalTable;
import java.io.Serializable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Removes rows from a table of the global store by their keys. Idempotent: the removals bear the
 * given time, and rows that are not there may be named.
 */
public final class GlobalRemoval implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int IN_FLIGHT = 64;

  private final CassandraCluster cluster;
  private final GlobalTable table;

  private GlobalRemoval(CassandraCluster cluster, GlobalTable table) {
    this.cluster = cluster;
    this.table = table;
  }

  public static GlobalRemoval from(CassandraCluster cluster, GlobalTable table) {
    return new GlobalRemoval(cluster, table);
  }

  /**
   * Runs a job and returns when all are gone.
   *
   * @param keys as {@link GlobalRows} gives them
   * @param timeMicros of the removal, microseconds since the epoch
   */
  public void remove(Dataset<Row> keys, long timeMicros) {
    keys.sparkSession().sparkContext().setJobDescription("remove rows from " + table.name());
    keys.toJavaRDD().foreachPartition(mine -> remove(mine, timeMicros));
  }

  private void remove(Iterator<Row> keys, long timeMicros) {
    if (!keys.hasNext()) {
      return;
    }
    try (CqlSession session = cluster.session()) {
      PreparedStatement statement = session.prepare(statement(timeMicros));
      List<CompletionStage<AsyncResultSet>> open = new ArrayList<>();
      while (keys.hasNext()) {
        open.add(session.executeAsync(statement.bind(values(keys.next()))));
        if (open.size() == IN_FLIGHT) {
          await(open);
        }
      }
      await(open);
    }
  }

  private void await(List<CompletionStage<AsyncResultSet>> open) {
    try {
      open.forEach(stage -> stage.toCompletableFuture().join());
      open.clear();
    } catch (CompletionException e) {
      if (e.getCause() instanceof DriverException why) {
        throw new PrimaException(
            CassandraError.WRITE_FAILED,
            "Rows of "
                + cluster.keyspace().name()
                + "."
                + table.name()
                + " could not be removed: "
                + why.getMessage()
                + ". Resume the run when the cluster is well",
            why);
      }
      throw e;
    }
  }

  private com.datastax.oss.driver.api.core.cql.SimpleStatement statement(long timeMicros) {
    DeleteSelection delete =
        QueryBuilder.deleteFrom(
                CqlIdentifier.fromInternal(cluster.keyspace().name()),
                CqlIdentifier.fromInternal(table.name()))
            .usingTimestamp(timeMicros);
    return delete
        .where(
            table.key().stream()
                .map(
                    k ->
                        Relation.column(CqlIdentifier.fromInternal(k))
                            .isEqualTo(QueryBuilder.bindMarker()))
                .toList())
        .build();
  }

  private Object[] values(Row key) {
    List<String> names = table.key();
    Object[] values = new Object[names.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = value(type(names.get(i)), key.get(i));
    }
    return values;
  }

  private CqlType type(String column) {
    return table.columns().stream()
        .filter(c -> c.name().equals(column))
        .findFirst()
        .orElseThrow()
        .type();
  }

  /** From the form in which {@link GlobalRows} has it. */
  private static Object value(CqlType type, Object value) {
    return switch (type) {
      case TIMESTAMP -> Instant.ofEpochMilli((Long) value);
      case UUID -> UUID.fromString((String) value);
      default -> value;
    };
  }
}
