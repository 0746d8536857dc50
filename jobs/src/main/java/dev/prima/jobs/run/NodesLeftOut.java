package dev.prima.jobs.run;

import dev.prima.core.error.PrimaException;
import dev.prima.jobs.load.postgres.LoadedPart;
import dev.prima.jobs.load.postgres.LoadedPart.LeftOut;
import dev.prima.jobs.postgres.PostgresError;
import dev.prima.jobs.postgres.PostgresNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Nodes that were given up during a load, and what they lack: the others go on without them. */
final class NodesLeftOut {
  private final List<PostgresNode> nodes;
  private final Map<Integer, String> reasons = new TreeMap<>();
  private final Map<Integer, Map<String, Integer>> missing = new TreeMap<>();

  NodesLeftOut(List<PostgresNode> nodes) {
    this.nodes = nodes;
  }

  void add(String table, List<LoadedPart> parts) {
    for (LoadedPart part : parts) {
      for (LeftOut left : part.left()) {
        if (!left.why().isEmpty()) {
          reasons.putIfAbsent(left.node(), left.why());
        }
        missing.computeIfAbsent(left.node(), n -> new TreeMap<>()).merge(table, 1, Integer::sum);
      }
    }
  }

  /** Their numbers. */
  Set<Integer> numbers() {
    return missing.keySet();
  }

  /**
   * Ends the load where there are any, naming each.
   *
   * @throws PrimaException {@link PostgresError#LEFT_OUT}
   */
  void require() {
    if (missing.isEmpty()) {
      return;
    }
    int first = missing.keySet().iterator().next();
    throw PostgresError.LEFT_OUT.on(
        nodes.get(first).name(),
        missing.keySet().stream().map(this::told).collect(Collectors.joining("; ")));
  }

  private String told(int node) {
    String lacks =
        missing.getOrDefault(node, Map.of()).entrySet().stream()
            .map(e -> e.getKey() + " " + e.getValue())
            .collect(Collectors.joining(", "));
    return nodes.get(node).name()
        + " lacks parts of its rows: "
        + lacks
        + ", because "
        + reasons.getOrDefault(node, "it had been given up");
  }
}
