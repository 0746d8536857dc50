package dev.prima.core.partition;

import org.jspecify.annotations.Nullable;

/**
 * Size-capped label propagation in one thread: nodes in turn, few neighbours first, join the
 * cluster that holds most of their weight and has room. Finds communities that matchings of pairs
 * miss in networks with hubs.
 *
 * @see "Meyerhenke, Sanders, Schulz, Partitioning complex networks via size-constrained clustering
 *     (SEA 2014)"
 */
final class LabelPropagation {
  private static final int PASSES = 3;

  /** Below one move for so many nodes a pass is the last. */
  private static final int MOVES_WORTH_A_PASS = 100;

  private LabelPropagation() {}

  /**
   * A cluster for each node, named after one of its first members.
   *
   * @param limit no cluster of two nodes or more weighs more
   * @param within if given, no cluster holds nodes of two of these parts
   */
  static int[] cluster(Graph graph, long limit, int @Nullable [] within, long round) {
    int nodes = graph.nodes();
    int[] cluster = new int[nodes];
    long[] load = new long[nodes];
    for (int v = 0; v < nodes; v++) {
      cluster[v] = v;
      load[v] = graph.nodeWeight(v);
    }
    int[] order = StableHash.orderByDegree(graph, round);
    LabelTally tally = new LabelTally();
    ClusterChoice choice = new ClusterChoice();
    for (int pass = 0; pass < PASSES; pass++) {
      int moves = 0;
      for (int v : order) {
        gather(tally, graph, v, cluster, within);
        int best =
            choice.choose(
                tally,
                cluster[v],
                graph.nodeWeight(v),
                label -> limit - load[label],
                label -> label);
        if (best != ClusterChoice.STAY) {
          load[cluster[v]] -= graph.nodeWeight(v);
          load[best] += graph.nodeWeight(v);
          cluster[v] = best;
          moves++;
        }
      }
      if (moves < nodes / MOVES_WORTH_A_PASS) {
        break;
      }
    }
    return cluster;
  }

  static void gather(
      LabelTally tally, Graph graph, int node, int[] cluster, int @Nullable [] within) {
    if (within == null) {
      tally.gather(graph, node, cluster);
      return;
    }
    tally.clear();
    for (int place = graph.start(node); place < graph.end(node); place++) {
      int neighbour = graph.neighbour(place);
      if (within[neighbour] == within[node]) {
        tally.add(cluster[neighbour], graph.edgeWeight(place));
      }
    }
  }
}
