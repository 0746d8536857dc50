package dev.prima.jobs.run;

import dev.prima.core.config.ShardingConfig;
import dev.prima.core.config.ShardingConfig.Rebalance;
import dev.prima.core.config.ShardingConfig.Strategy;
import dev.prima.core.report.ShardingReport;
import dev.prima.jobs.report.RunFolder;
import dev.prima.jobs.reshard.AgentSharding;
import dev.prima.jobs.reshard.KeptEdges;
import dev.prima.jobs.spark.SparkSessions;
import java.util.Arrays;
import java.util.Objects;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;

/** Writes the shard map, where every agent that loads or stands has its place, and its worth. */
final class ReshardStep implements RunStep {
  /** Of the agents that stand. */
  private static final int MOVE_PERMILLE = 10;

  private final OrphanCount orphans;

  /**
   * @param orphans are counted while places are decided: the plan, which comes next, tells them
   */
  ReshardStep(OrphanCount orphans) {
    this.orphans = orphans;
  }

  @Override
  public String name() {
    return "reshard";
  }

  @Override
  public long run(RunState state) {
    RunFolder folder = state.context().folder();
    if (state.takenUp().settled()) {
      // The last run's map, kept when it was found that no agent comes or goes.
      if (state.context().config().sharding().compare()) {
        state
            .context()
            .progress()
            .message(
                "sharding.compare: strategies are not compared, for this run took up changes alone"
                    + " before it was asked to");
      }
      return Objects.requireNonNull(Placements.read(folder)).figures().agents();
    }
    ShardingConfig config = state.context().config().sharding();
    Present present = new Present(state);
    boolean decide = edgesDecide(state, config, present);
    KeptEdges edges = decide ? keptEdges(state) : null;
    ShardingReport report =
        sharding(state, config, mayMove(state, present))
            .place(
                present.agents(),
                decide ? present.connections() : present.connections().limit(0),
                decide ? present.messages() : present.messages().limit(0),
                state.shardMap()::write,
                () -> orphans.of(state),
                edges);
    if (state.takenUp().changesAlone()) {
      report = report.ofSomeEdges();
    }
    if (report.continued() != null) {
      report = report.since(FullMap.lastEdgeCut(state));
    }
    if (config.compare()) {
      report =
          report.with(
              Arrays.stream(Strategy.values())
                  .map(
                      strategy ->
                          sharding(state, config.with(strategy), AgentSharding.ALL_MAY_MOVE)
                              .place(
                                  present.agents(),
                                  present.connections(),
                                  present.messages(),
                                  map -> {},
                                  () -> {},
                                  edges))
                  .map(ShardingReport::figures)
                  .toList());
    }
    Placements.write(folder, report);
    state.deleteStaged(state.edgesFolder());
    report.advice().ifPresent(state.context().progress()::message);
    return report.figures().agents();
  }

  /** Null where they are few, and weighed in no time. */
  private static @Nullable KeptEdges keptEdges(RunState state) {
    return SparkSessions.suitsFew(state.spark())
        ? null
        : new KeptEdges(
            JavaSparkContext.fromSparkContext(state.spark().sparkContext()), state.edgesFolder());
  }

  /** Whether edges are looked at: not where no agent comes and none who stands may move. */
  private static boolean edgesDecide(RunState state, ShardingConfig config, Present present) {
    return !state.takenUp().changesAlone() || config.compare() || present.placesAgents();
  }

  /** Where nothing has changed nobody moves: a second run over the same sources changes nothing. */
  private static int mayMove(RunState state, Present present) {
    if (state.context().config().sharding().rebalance() == Rebalance.FULL) {
      return AgentSharding.ALL_MAY_MOVE;
    }
    if (state.takenUp().changesAlone()) {
      // By the few edges that are known nobody who stands can be placed better.
      return 0;
    }
    return present.grows() ? MOVE_PERMILLE : 0;
  }

  private static AgentSharding sharding(RunState state, ShardingConfig config, int movePermille) {
    return new AgentSharding(
        state.spark(),
        config,
        state.context().config().regions().assign(),
        state.destinations().regions(),
        movePermille);
  }
}
