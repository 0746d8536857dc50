package dev.prima.jobs.run;

import com.datastax.oss.driver.api.core.CqlSession;
import dev.prima.core.mapping.Placement;
import dev.prima.core.mapping.TargetTable;
import dev.prima.core.plan.Basis;
import dev.prima.jobs.cassandra.CassandraCluster;
import dev.prima.jobs.cassandra.GlobalTable;
import dev.prima.jobs.cassandra.KeyspaceState;
import dev.prima.jobs.plan.DecidingKeys;
import dev.prima.jobs.postgres.NodeState;
import dev.prima.jobs.postgres.PostgresNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a plan depends on; writes nothing. What stands in the targets is read row by row, for
 * a plan that somebody may want carried out later: a migration goes on at once and needs it not.
 */
final class PlanBasis {
  private PlanBasis() {}

  /** As it is now; without the targets where they are not looked at. */
  static Basis read(RunState state) {
    return with(state, state.readsTargets() ? targets(state) : null);
  }

  /** Sources and config as they are now. */
  static Basis withoutTargets(RunState state) {
    return with(state, null);
  }

  private static Basis with(RunState state, @Nullable Map<String, String> targets) {
    return new Basis(
        state.files().stream().map(f -> new Basis.Source(f.path(), f.bytes(), f.sha256())).toList(),
        DecidingKeys.of(state.context().folder()),
        targets);
  }

  private static Map<String, String> targets(RunState state) {
    Map<String, String> digests = new ConcurrentSkipListMap<>();
    List<Runnable> stores = new ArrayList<>();
    for (PostgresNode node : state.destinations().nodes()) {
      stores.add(() -> digests.put("postgres " + node.name(), NodeState.digest(node)));
    }
    CassandraCluster cassandra = state.destinations().cassandra();
    stores.add(
        () -> {
          try (CqlSession session = cassandra.session()) {
            digests.put(
                "cassandra " + cassandra.keyspace().name(),
                new KeyspaceState(cassandra, session).digest(deciding(state)));
          }
        });
    Concurrently.run(stores);
    return digests;
  }

  /** The directory, and tables that stand nowhere else: the others follow from the nodes. */
  private static List<GlobalTable> deciding(RunState state) {
    return GlobalTable.among(
        state.context().catalog().targets().stream().filter(PlanBasis::decides).toList());
  }

  private static boolean decides(TargetTable table) {
    return table.stores().postgres().isEmpty() || table.placement() instanceof Placement.Distribute;
  }
}
