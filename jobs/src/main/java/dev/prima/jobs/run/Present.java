package dev.prima.jobs.run;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import dev.prima.core.mapping.EntityColumns;
import dev.prima.core.mapping.Placement;
import dev.prima.core.mapping.TargetTable;
import dev.prima.jobs.resolve.Copies;
import dev.prima.jobs.resolve.DerivedConnections;
import dev.prima.jobs.staging.StagingSchema;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

/**
 * What the targets will hold once this run has loaded: the rows that load, and of those that stand
 * all that they do not replace. Only the columns that decide where agents belong.
 */
final class Present {
  private static final int KEY_BYTES = 16;

  private final RunState state;
  private final Optional<PreviousMap> previous;

  Present(RunState state) {
    this.state = state;
    previous = PreviousMap.find(state.context());
  }

  /**
   * {@code agent_id, primary_harmony, secondary_harmonies, legacy_region, old_region_id,
   * old_shard_id}: each agent once, the last two of those that stand.
   */
  Dataset<Row> agents() {
    TargetTable agents = Agents.table(state);
    Placement.Distribute entity = (Placement.Distribute) agents.placement();
    EntityColumns facts = entity.facts();
    return named(agents(agents, entity), facts);
  }

  /** What the source calls the region becomes the region. */
  private static Dataset<Row> named(Dataset<Row> agents, EntityColumns facts) {
    if (facts.regions().isEmpty()) {
      return agents;
    }
    UserDefinedFunction region = udf((UDF1<String, String>) facts::regionOf, DataTypes.StringType);
    return agents.withColumn("legacy_region", region.apply(col("legacy_region")));
  }

  private static Column fact(TargetTable table, @Nullable String column, String name) {
    return (column == null
            ? lit(null).cast(DataTypes.StringType)
            : col(StagingSchema.column(table, column)))
        .as(name);
  }

  private Dataset<Row> agents(TargetTable agents, Placement.Distribute entity) {
    EntityColumns facts = entity.facts();
    Dataset<Row> loading =
        loading(agents)
            .select(
                fact(agents, entity.column(), "agent_id"),
                fact(agents, facts.harmony(), "primary_harmony"),
                fact(agents, facts.secondary(), "secondary_harmonies"),
                fact(agents, facts.region(), "legacy_region"));
    if (previous.isPresent()) {
      return loading
          .join(placed(previous.get()), col("agent_id").equalTo(col("standing_id")), "full_outer")
          .withColumn("agent_id", coalesce(col("agent_id"), col("standing_id")))
          .drop("standing_id");
    }
    if (!state.standing().any()) {
      return loading
          .withColumn("old_region_id", lit(null).cast(DataTypes.StringType))
          .withColumn("old_shard_id", lit(null).cast(DataTypes.IntegerType));
    }
    // One row each, also of agents that a run which was cut off left on two nodes.
    Dataset<Row> standing =
        state
            .standing(agents.name())
            .groupBy(col("end1").as("standing_id"))
            .agg(
                min(struct("region_id", "shard_id", "end2", "secondary", "legacy_region"))
                    .as("stands"));
    Column loads = col("agent_id").isNotNull();
    return loading
        .join(standing, col("agent_id").equalTo(col("standing_id")), "full_outer")
        .select(
            when(loads, col("agent_id")).otherwise(col("standing_id")).as("agent_id"),
            when(loads, col("primary_harmony")).otherwise(col("stands.end2")).as("primary_harmony"),
            when(loads, col("secondary_harmonies"))
                .otherwise(col("stands.secondary"))
                .as("secondary_harmonies"),
            when(loads, col("legacy_region"))
                .otherwise(col("stands.legacy_region"))
                .as("legacy_region"),
            col("stands.region_id").as("old_region_id"),
            col("stands.shard_id").as("old_shard_id"));
  }

  private Dataset<Row> placed(PreviousMap map) {
    return map.read(state.spark())
        .select(
            col("agent_id").as("standing_id"),
            col("region_id").as("old_region_id"),
            col("shard_id").as("old_shard_id"));
  }

  /** Whether an agent comes who does not stand yet, and has to be placed. */
  boolean placesAgents() {
    return !Agents.loading(state)
        .join(Agents.standing(state).select("agent_id"), new String[] {"agent_id"}, "left_anti")
        .isEmpty();
  }

  /** {@code a, b, strength, interactions, trust, compatibility, weight}; either of the latter. */
  Dataset<Row> connections() {
    return new PresentEdges(state, this).connections();
  }

  /** {@code a, b, at}: from, to (null for all), and when, in microseconds; null if unknown. */
  Dataset<Row> messages() {
    return new PresentEdges(state, this).messages();
  }

  /**
   * Whether this run brings an agent, a connection or a message; where the targets are not looked
   * at, whether it brings an agent that the previous map does not have.
   */
  boolean grows() {
    if (previous.isPresent()) {
      return !agents().filter(col("old_shard_id").isNull()).isEmpty();
    }
    return state.context().catalog().targets().stream()
        .filter(t -> t.placement() instanceof Placement.Distribute || t.edges() != null)
        .anyMatch(table -> !loading(table).isEmpty());
  }

  /** Rows of a table that this run brings. */
  Dataset<Row> loading(TargetTable table) {
    Dataset<Row> rows = state.rows(table.name());
    boolean resolved =
        state.tableNames().contains(table.name()) || table.name().equals(DerivedConnections.TABLE);
    return resolved ? state.fates(table.name()).loaded(rows) : rows;
  }

  /** Rows that stand and that this run does not replace; shape {@link Copies}. */
  Dataset<Row> staying(TargetTable table) {
    Dataset<Row> standing = state.standing(table.name());
    Dataset<Row> replaced =
        state
            .fates(table.name())
            .loaded(state.rows(table.name()))
            .filter("replaces")
            .filter(length(col("_identity")).equalTo(KEY_BYTES))
            .select(col("_identity").as("_replaced"));
    return standing.join(
        replaced, standing.col("_identity").equalTo(replaced.col("_replaced")), "left_anti");
  }
}
