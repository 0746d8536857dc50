package dev.prima.jobs.run;

import dev.prima.core.config.PrimaConfig;
import dev.prima.core.json.Json;
import dev.prima.core.report.ShardingReport;
import dev.prima.jobs.report.RunFolder;
import dev.prima.jobs.reshard.AgentSharding;

/** Writes the shard map, where every agent that loads or stands has its place, and its worth. */
final class ReshardStep implements RunStep {
  @Override
  public String name() {
    return "reshard";
  }

  @Override
  public long run(RunState state) {
    PrimaConfig config = state.context().config();
    Present present = new Present(state);
    ShardingReport report =
        new AgentSharding(
                state.spark(),
                config.sharding(),
                config.regions().assign(),
                state.destinations().regions())
            .place(
                present.agents(),
                present.connections(),
                present.messages(),
                state.shardMap()::write);
    RunFolder folder = state.context().folder();
    RunFolder.writeAtomically(Placements.file(folder), Json.pretty(report.toJson()));
    return report.agents();
  }
}
