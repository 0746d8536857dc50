package dev.prima.jobs.run;

import com.datastax.oss.driver.api.core.CqlSession;
import dev.prima.core.error.ExitCode;
import dev.prima.core.error.PrimaException;
import dev.prima.core.plan.StoreDdl;
import dev.prima.jobs.cassandra.CassandraCluster;
import dev.prima.jobs.cassandra.CassandraSchema;
import dev.prima.jobs.postgres.PostgresSchema.SchemaPlan;
import dev.prima.jobs.run.RunContext.Reach;
import java.util.ArrayList;
import java.util.List;

/**
 * The statements that the stores will be given, from the code that gives them.
 *
 * @param blocks what keeps a store from being given any
 */
record PlannedDdl(List<StoreDdl> stores, List<String> blocks) {

  /** Without the targets only that of an empty Cassandra can be told. */
  static PlannedDdl of(RunState state) {
    CassandraCluster cassandra = state.destinations().cassandra();
    CassandraSchema schema = CassandraSchema.of(cassandra, state.targets());
    if (state.context().reach() == Reach.OFFLINE) {
      return new PlannedDdl(List.of(global(cassandra, schema.ddl())), List.of());
    }
    List<StoreDdl> stores = new ArrayList<>();
    List<String> blocks = new ArrayList<>();
    try {
      for (SchemaPlan plan : Targets.schemaPlans(state)) {
        stores.add(new StoreDdl("postgres", plan.node().name(), plan.statements(), plan.keys()));
      }
    } catch (PrimaException e) {
      if (e.exit() != ExitCode.BLOCKED) {
        throw e;
      }
      blocks.add(String.valueOf(e.getMessage()));
    }
    try (CqlSession session = cassandra.session()) {
      stores.add(global(cassandra, schema.pending(session)));
    }
    return new PlannedDdl(List.copyOf(stores), List.copyOf(blocks));
  }

  private static StoreDdl global(CassandraCluster cassandra, List<String> statements) {
    return new StoreDdl("cassandra", cassandra.keyspace().name(), statements, List.of());
  }
}
