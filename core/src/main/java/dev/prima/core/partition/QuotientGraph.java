package dev.prima.core.partition;

import java.util.Arrays;

/**
 * The graph of parts: one node of weight 1 for each, also for empty ones, with the weight that runs
 * between two parts as their edge. Partitioned again, by the same solver, it gives groups of parts
 * that belong together, such as the regions of shards.
 *
 * @see "Sanders and Schulz, High quality graph partitioning (2012), quotient graph"
 */
public final class QuotientGraph {
  private QuotientGraph() {}

  /** Of a graph and a part for each of its nodes; node p of the result is part p. */
  public static Graph of(Graph graph, int[] part, int parts) {
    int[] from = new int[graph.edges()];
    int[] to = new int[graph.edges()];
    long[] weights = new long[graph.edges()];
    int rows = 0;
    for (int v = 0; v < graph.nodes(); v++) {
      for (int place = graph.start(v); place < graph.end(v); place++) {
        int neighbour = graph.neighbour(place);
        if (v < neighbour && part[v] != part[neighbour]) {
          from[rows] = part[v];
          to[rows] = part[neighbour];
          weights[rows++] = graph.edgeWeight(place);
        }
      }
    }
    return of(
        Arrays.copyOf(from, rows), Arrays.copyOf(to, rows), Arrays.copyOf(weights, rows), parts);
  }

  /** Of rows (part, other part, weight between them), in any order, also several for a pair. */
  public static Graph of(int[] from, int[] to, long[] weights, int parts) {
    long[] keys = new long[parts];
    Arrays.setAll(keys, p -> p);
    long[] ones = new long[parts];
    Arrays.fill(ones, 1);
    return GraphBuilder.ofNodes(keys, ones, from, to, weights, GraphBuilder.Duplicates.SUM);
  }

  /**
   * A group for each part, so that little weight runs between groups and no group holds more than 5
   * % (or one part) above the mean.
   *
   * @param quotient a graph of parts
   */
  public static int[] group(Graph quotient, int groups) {
    PartitionSettings settings =
        new PartitionSettings(Math.max(1, quotient.nodes()), 24, 20, 6, 10);
    return new Partitioner(settings)
        .partition(quotient, PartLimits.of(quotient.load(), groups))
        .parts();
  }
}
