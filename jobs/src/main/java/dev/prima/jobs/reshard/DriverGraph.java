package dev.prima.jobs.reshard;

import dev.prima.core.partition.Graph;
import dev.prima.core.partition.GraphBuilder;
import dev.prima.core.partition.GraphBuilder.Duplicates;
import dev.prima.core.partition.PartLimits;
import dev.prima.core.partition.PartitionSettings;
import dev.prima.core.partition.Partitioner;
import java.util.Arrays;

/** A graph that the driver holds and core solves as a whole. */
final class DriverGraph implements AgentGraph {
  private final Graph graph;
  private final PartitionSettings settings;

  DriverGraph(Graph graph, PartitionSettings settings) {
    this.graph = graph;
    this.settings = settings;
  }

  @Override
  public long edges() {
    return graph.edges();
  }

  @Override
  public long weight() {
    return graph.weight();
  }

  @Override
  public int[] partition(PartLimits limits, int[] hash) {
    return new Partitioner(settings).partition(graph, limits, hash).parts();
  }

  @Override
  public int[] continueFrom(PartLimits limits, int[] previous, int movePermille) {
    PartitionSettings budgeted =
        new PartitionSettings(
            settings.keptEdges(),
            settings.starts(),
            settings.refinementPasses(),
            settings.vCycles(),
            movePermille);
    return new Partitioner(budgeted).continueFrom(graph, limits, previous).parts();
  }

  @Override
  public long cut(int[] label) {
    return graph.cut(label);
  }

  @Override
  public Graph quotient(int[] part, int parts) {
    EdgeChunk.Builder rows = new EdgeChunk.Builder();
    for (int v = 0; v < graph.nodes(); v++) {
      for (int place = graph.start(v); place < graph.end(v); place++) {
        if (v < graph.neighbour(place) && part[v] != part[graph.neighbour(place)]) {
          rows.add(part[v], part[graph.neighbour(place)], graph.edgeWeight(place));
        }
      }
    }
    return quotient(rows.take(), parts);
  }

  static Graph quotient(EdgeChunk rows, int parts) {
    long[] keys = new long[parts];
    Arrays.setAll(keys, p -> p);
    long[] ones = new long[parts];
    Arrays.fill(ones, 1);
    return GraphBuilder.ofNodes(keys, ones, rows.from(), rows.to(), rows.weights(), Duplicates.SUM);
  }

  @Override
  public void close() {
    // Nothing is held outside of this object.
  }
}
