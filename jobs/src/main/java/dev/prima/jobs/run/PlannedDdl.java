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

  /** Without the targets, what stores would be given on which nothing stands. */
  static PlannedDdl of(RunState state) {
    List<StoreDdl> stores = new ArrayList<>();
    CassandraCluster cassandra = state.destinations().cassandra();
    CassandraSchema schema = CassandraSchema.of(cassandra, state.targets());
    if (state.context().reach() == Reach.OFFLINE) {
      Targets.schemaPlansOfEmpty(state).forEach(plan -> stores.add(regional(plan)));
      stores.add(global(cassandra, schema.ddl()));
      return new PlannedDdl(List.copyOf(stores), List.of());
    }
    List<String> blocks = new ArrayList<>();
    try {
      for (SchemaPlan plan : Targets.schemaPlans(state)) {
        stores.add(regional(plan));
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

  private static StoreDdl regional(SchemaPlan plan) {
    return new StoreDdl("postgres", plan.node().name(), plan.statements(), plan.keys());
  }

  private static StoreDdl global(CassandraCluster cassandra, List<String> statements) {
    return new StoreDdl("cassandra", cassandra.keyspace().name(), statements, List.of());
  }
}
