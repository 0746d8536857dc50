package dev.prima.core.report;

import dev.prima.core.report.TableReport.Target;
import java.util.List;
import java.util.Optional;

/**
 * How to find one agent in the stores of a run.
 *
 * @param places the targets that hold agents by node and region
 */
record AgentQueries(String directory, String table, List<Target> places) {
  /** Stands for the id of the agent that is looked for. */
  static final String AGENT = "AGENT_ID";

  /** Empty where the run put no agents into the stores. */
  static Optional<AgentQueries> of(RunReport report) {
    List<Target> agents =
        report.tables().stream()
            .filter(table -> table.table().equals("agents"))
            .flatMap(table -> table.targets().stream())
            .toList();
    Optional<Target> directory =
        agents.stream().filter(it -> it.store().equals("cassandra")).findFirst();
    List<Target> places = agents.stream().filter(it -> it.store().equals("postgres")).toList();
    return report.run().dryRun() || directory.isEmpty() || places.isEmpty()
        ? Optional.empty()
        : Optional.of(new AgentQueries(directory.get().name(), places.get(0).name(), places));
  }

  String cql() {
    return "SELECT agent_id, region_id, shard_id, status FROM "
        + directory
        + " WHERE agent_id = '"
        + AGENT
        + "';";
  }

  String sql() {
    return "SELECT agent_id, region_id, shard_id FROM "
        + table
        + " WHERE agent_id = '"
        + AGENT
        + "';";
  }
}
