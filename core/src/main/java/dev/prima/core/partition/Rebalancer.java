package dev.prima.core.partition;

import java.util.Arrays;

/**
 * Brings every part under the cap: nodes of overloaded parts leave in the order of what their move
 * costs for each unit of load, cheapest first, to the best part with room. With nodes of weight 1
 * this always succeeds; with heavier ones as far as they fit.
 *
 * @see "Walshaw and Cross, Mesh partitioning: a multilevel balancing and refinement algorithm (SISC
 *     2000)"
 */
public final class Rebalancer {
  private static final int PASSES = 4;

  private Rebalancer() {}

  /** Changes parts in place and returns how many nodes moved. */
  public static int rebalance(Graph graph, int[] part, PartLimits limits) {
    int moved = 0;
    for (int pass = 0; pass < PASSES; pass++) {
      int moves = pass(graph, part, limits);
      moved += moves;
      if (moves == 0) {
        break;
      }
    }
    return moved;
  }

  private static int pass(Graph graph, int[] part, PartLimits limits) {
    Placing placing = new Placing(graph, part, limits);
    PartLoads loads = placing.loads();
    if (Arrays.stream(loads.loads()).noneMatch(load -> load > limits.cap())) {
      return 0;
    }
    int candidates = 0;
    int[] leaving = new int[graph.nodes()];
    long[] cost = new long[graph.nodes()];
    for (int v = 0; v < graph.nodes(); v++) {
      if (loads.load(part[v]) > limits.cap()) {
        leaving[candidates++] = v;
        cost[v] = placing.loss(v, placing.best(v)) / graph.nodeWeight(v);
      }
    }
    int[] order = Arrays.copyOf(leaving, candidates);
    IndexSort.sort(order, (a, b) -> Long.compare(cost[a], cost[b]));
    int moves = 0;
    for (int v : order) {
      if (loads.load(part[v]) > limits.cap()) {
        int to = placing.best(v);
        if (to != part[v] && loads.load(to) + graph.nodeWeight(v) <= limits.cap()) {
          placing.move(v, to);
          moves++;
        }
      }
    }
    return moves;
  }
}
