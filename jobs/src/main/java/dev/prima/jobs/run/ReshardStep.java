package dev.prima.jobs.run;

/** Writes the shard map: every agent that loads or stands has its place. */
final class ReshardStep implements RunStep {
  @Override
  public String name() {
    return "reshard";
  }

  @Override
  public long run(RunState state) {
    state.spark().sparkContext().setJobDescription("reshard");
    state
        .shardMap()
        .write(
            Agents.loading(state),
            Agents.standing(state),
            state.context().config().sharding().shards());
    return state.shardMap().read(state.spark()).count();
  }
}
