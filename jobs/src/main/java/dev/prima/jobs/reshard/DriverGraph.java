package dev.prima.jobs.reshard;

import dev.prima.core.partition.Graph;
import dev.prima.core.partition.PartLimits;
import dev.prima.core.partition.PartitionSettings;
import dev.prima.core.partition.Partitioner;
import dev.prima.core.partition.QuotientGraph;
import java.util.Arrays;

/** A graph that the driver holds and core solves as a whole. */
final class DriverGraph implements AgentGraph {
  private final Graph graph;
  private final int[] kinds;
  private final PartitionSettings settings;

  DriverGraph(Graph graph, int[] kinds, PartitionSettings settings) {
    this.graph = graph;
    this.kinds = kinds;
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
    return new Partitioner(settings).partition(graph, limits, hash, kinds).parts();
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
    return new Partitioner(budgeted).continueFrom(graph, limits, previous, kinds).parts();
  }

  @Override
  public long cut(int[] label) {
    return graph.cut(label);
  }

  @Override
  public Graph quotient(int[] part, int parts) {
    return QuotientGraph.of(graph, part, parts);
  }

  @Override
  public long[][] between(int[] label, int labels) {
    long[][] ends = new long[labels][labels];
    for (int v = 0; v < graph.nodes(); v++) {
      for (int place = graph.start(v); place < graph.end(v); place++) {
        ends[label[v]][label[graph.neighbour(place)]] += graph.edgeWeight(place);
      }
    }
    return halved(ends);
  }

  /** Edges within a label were met at both of their ends. */
  static long[][] halved(long[][] ends) {
    for (int l = 0; l < ends.length; l++) {
      ends[l][l] /= 2;
    }
    return ends;
  }

  @Override
  public Unavoidable unavoidable(long cap) {
    long hubs = 0;
    long weight = 0;
    for (int v = 0; v < graph.nodes(); v++) {
      if (graph.degree(v) >= cap) {
        long[] weights = new long[graph.degree(v)];
        for (int i = 0; i < weights.length; i++) {
          weights[i] = graph.edgeWeight(graph.start(v) + i);
        }
        hubs++;
        weight += lightest(weights, cap);
      }
    }
    return new Unavoidable(hubs, weight / 2);
  }

  /** Weight of the lightest edges of a hub that shares its part with {@code cap - 1} others. */
  static long lightest(long[] weights, long cap) {
    Arrays.sort(weights);
    long sum = 0;
    for (int i = 0; i < weights.length - (cap - 1); i++) {
      sum += weights[i];
    }
    return sum;
  }

  @Override
  public void close() {
    // Nothing is held outside of this object.
  }
}
