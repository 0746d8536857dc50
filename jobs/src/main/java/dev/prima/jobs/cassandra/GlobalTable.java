package dev.prima.jobs.cassandra;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.servererrors.InvalidQueryException;
import com.datastax.oss.driver.api.querybuilder.QueryBuilder;
import dev.prima.core.mapping.GlobalShape;
import dev.prima.core.mapping.GlobalShape.GlobalColumn;
import dev.prima.core.mapping.GlobalShape.Origin;
import dev.prima.core.mapping.TargetTable;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A table of the global store as it stands there: the columns of its shape, in their order, and
 * {@code source_id int}.
 *
 * @param target the table whose rows it holds
 */
public record GlobalTable(TargetTable target, GlobalShape shape, List<Column> columns)
    implements Serializable {
  /** The column that says which source a row came from. */
  public static final String SOURCE = "source_id";

  public GlobalTable {
    columns = List.copyOf(columns);
  }

  public record Column(String name, CqlType type) implements Serializable {}

  /** Of a target that has a place in the global store. */
  public static GlobalTable of(TargetTable target) {
    GlobalShape shape =
        target
            .stores()
            .global()
            .orElseThrow(
                () -> new IllegalArgumentException(target.name() + " has no global table"));
    List<Column> columns = new ArrayList<>();
    for (GlobalColumn column : shape.columns()) {
      columns.add(new Column(column.name(), type(target, column.origin())));
    }
    columns.add(new Column(SOURCE, CqlType.INT));
    return new GlobalTable(target, shape, columns);
  }

  /** Those among the targets that have a place in the global store. */
  public static List<GlobalTable> among(List<TargetTable> targets) {
    return targets.stream()
        .filter(target -> target.stores().global().isPresent())
        .map(GlobalTable::of)
        .toList();
  }

  private static CqlType type(TargetTable target, Origin origin) {
    if (origin instanceof Origin.Column column) {
      return CqlType.of(target.columns().get(target.ordinal(column.name())).type());
    }
    if (origin instanceof Origin.Shard) {
      return CqlType.INT;
    }
    return origin instanceof Origin.KeyTime ? CqlType.TIMESTAMP : CqlType.TEXT;
  }

  public String name() {
    return shape.table();
  }

  /** The columns of the partition key, in its order. */
  public List<Column> partitionKey() {
    return shape.partitionKey().stream().map(this::column).toList();
  }

  private Column column(String name) {
    return columns.stream().filter(c -> c.name().equals(name)).findFirst().orElseThrow();
  }

  /** Partition key, then clustering columns: none of them is ever null. */
  public List<String> key() {
    return Stream.concat(
            shape.partitionKey().stream(),
            shape.clustering().stream().map(GlobalShape.Clustering::column))
        .toList();
  }

  /** Whether any row stands in it; false where the table itself is missing. */
  public boolean hasRows(CqlSession session, CassandraCluster cluster) {
    CqlIdentifier keyspace = CqlIdentifier.fromInternal(cluster.keyspace().name());
    return stands(session, keyspace)
        && session
                .execute(
                    QueryBuilder.selectFrom(keyspace, CqlIdentifier.fromInternal(name()))
                        .column(SOURCE)
                        .limit(1)
                        .build())
                .one()
            != null;
  }

  /** Whether there is such a table, and the node knows it. */
  boolean stands(CqlSession session, CqlIdentifier keyspace) {
    return session
            .getMetadata()
            .getKeyspace(keyspace)
            .flatMap(k -> k.getTable(CqlIdentifier.fromInternal(name())))
            .isPresent()
        && unknown(session, keyspace).isEmpty();
  }

  /**
   * What a node says that does not know the table. One that was killed while the table was made may
   * list it all the same, until it is started once more: it learns its tables first, and then reads
   * from its commit log that there is another.
   */
  Optional<String> unknown(CqlSession session, CqlIdentifier keyspace) {
    try {
      session.prepare(
          QueryBuilder.selectFrom(keyspace, CqlIdentifier.fromInternal(name()))
              .column(SOURCE)
              .build());
      return Optional.empty();
    } catch (InvalidQueryException e) {
      // Of a table of another shape it says that it has no such column.
      return Optional.of(String.valueOf(e.getMessage())).filter(m -> m.contains("does not exist"));
    }
  }

  String[] columnNames() {
    return columns.stream().map(Column::name).toArray(String[]::new);
  }
}
