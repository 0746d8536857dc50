package dev.prima.jobs.load.postgres;

import dev.prima.core.mapping.TargetTable;
import dev.prima.core.shard.RegionMap;
import dev.prima.jobs.postgres.PostgresNode;
import dev.prima.jobs.postgres.Retry;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where the parts of one table go.
 *
 * @param nodes in the order of {@link RegionMap#nodes}, the first is home
 * @param away nodes that have been given up, by their number: nothing is tried there
 * @param sourceIds {@code source_id} by the index of the source
 */
public record LoadTarget(
    TargetTable table,
    String runId,
    List<PostgresNode> nodes,
    RegionMap regions,
    Set<Integer> away,
    Map<Integer, Integer> sourceIds,
    Retry retry)
    implements Serializable {
  public LoadTarget {
    nodes = List.copyOf(nodes);
    away = Set.copyOf(away);
    sourceIds = Map.copyOf(sourceIds);
  }

  int sourceId(int source) {
    Integer id = sourceIds.get(source);
    if (id == null) {
      throw new IllegalArgumentException("Source " + source + " has no source_id");
    }
    return id;
  }
}
