package dev.prima.jobs.cassandra;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.metadata.schema.KeyspaceMetadata;
import com.datastax.oss.driver.api.querybuilder.QueryBuilder;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;

/** What stands in the keyspace, read page by page; writes nothing. */
public final class KeyspaceState {
  private static final String WRITTEN = "written";
  private static final Set<String> ONE_NODE = Set.of("ONE", "LOCAL_ONE");

  private final CassandraCluster cluster;
  private final CqlSession session;

  public KeyspaceState(CassandraCluster cluster, CqlSession session) {
    this.cluster = cluster;
    this.session = session;
  }

  /**
   * A text that is equal as long as nobody changes the keyspace's tables or the rows of those
   * given: their columns, their number of rows and when rows were written.
   */
  public String digest(List<GlobalTable> tables) {
    Optional<KeyspaceMetadata> standing =
        session.refreshSchema().getKeyspace(identifier(cluster.keyspace().name()));
    if (standing.isEmpty()) {
      return "no keyspace";
    }
    String schema =
        standing.get().getTables().values().stream()
            .map(t -> t.describe(false))
            .sorted()
            .collect(Collectors.joining());
    String rows =
        tables.stream()
            .sorted(Comparator.comparing(GlobalTable::name))
            .map(t -> t.name() + " " + rows(t))
            .collect(Collectors.joining(", "));
    return Integer.toHexString(schema.hashCode()) + " " + rows;
  }

  /** Whether a write counts as done once a single node has it, which that one may lose again. */
  public static boolean oneNodeAcknowledges(CqlSession session, CassandraCluster cluster) {
    return ONE_NODE.contains(cluster.consistency())
        || session
            .getMetadata()
            .getKeyspace(identifier(cluster.keyspace().name()))
            .map(keyspace -> keyspace.getReplication().containsValue("1"))
            .orElse(true);
  }

  private String rows(GlobalTable table) {
    long[] sums = new long[2];
    forEachWriteTime(
        table,
        time -> {
          sums[0]++;
          sums[1] += time;
        });
    return sums[0] + " rows " + Long.toHexString(sums[1]);
  }

  private void forEachWriteTime(GlobalTable table, LongConsumer times) {
    if (!table.stands(session, identifier(cluster.keyspace().name()))) {
      return;
    }
    for (Row row :
        session.execute(
            QueryBuilder.selectFrom(identifier(cluster.keyspace().name()), identifier(table.name()))
                .writeTime(GlobalTable.SOURCE)
                .as(WRITTEN)
                .build())) {
      times.accept(row.getLong(WRITTEN));
    }
  }

  private static CqlIdentifier identifier(String name) {
    return CqlIdentifier.fromInternal(name);
  }
}
