package dev.prima.jobs.run;

import static org.apache.spark.sql.functions.col;

import dev.prima.core.mapping.Placement;
import dev.prima.core.mapping.TargetTable;
import dev.prima.jobs.staging.StagingSchema;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The rows of the sharded entity: those that this run loads and those that stand in a target. */
final class Agents {
  private Agents() {}

  static TargetTable table(RunState state) {
    return state.context().catalog().entity();
  }

  /** {@code agent_id} of those that load. */
  static Dataset<Row> loading(RunState state) {
    TargetTable agents = table(state);
    String id = ((Placement.Distribute) agents.placement()).column();
    Dataset<Row> rows =
        state.tableNames().contains(agents.name())
            ? state.fates(agents.name()).loaded(state.rows(agents.name()))
            : state.rows(agents.name());
    return rows.select(col(StagingSchema.column(agents, id)).as("agent_id"));
  }

  /**
   * {@code agent_id, region_id, shard_id} of those that stand. Where none comes or goes, the shard
   * map knows them from the beginning, and not all of them were read.
   */
  static Dataset<Row> standing(RunState state) {
    if (state.takenUp().settled()) {
      return state.shardMap().read(state.spark());
    }
    return state
        .standing(table(state).name())
        .select(col("end1").as("agent_id"), col("region_id"), col("shard_id"));
  }

  /** {@code agent_id} of all. */
  static Dataset<Row> known(RunState state) {
    return loading(state)
        .select("agent_id")
        .unionByName(standing(state).select("agent_id"))
        .distinct();
  }
}
