package dev.prima.core.partition;

import java.util.Arrays;

/**
 * Leaves out the light edges between nodes that both have many: an edge stays if it is among the
 * heaviest of either end. What clusters and moves depend on stays, while the work that dense
 * regions and hubs cause is bounded. Cuts are still to be counted on all edges.
 *
 * @see "Satuluri, Parthasarathy, Ruan, Local graph sparsification for scalable clustering (SIGMOD
 *     2011)"
 */
public final class Sparsifier {
  private Sparsifier() {}

  /** The graph itself where every edge stays; the nodes and their keys are the same in any case. */
  public static Graph sparsify(Graph graph, int keptEdges) {
    int places = 2 * graph.edges();
    boolean[] kept = new boolean[places];
    int[] mirror = new int[places];
    int[] next = new int[graph.nodes()];
    for (int v = 0; v < next.length; v++) {
      next[v] = graph.start(v);
    }
    // Neighbours ascend, so the ends of a node's edges come by in the order of its own places.
    for (int v = 0; v < next.length; v++) {
      for (int place = graph.start(v); place < graph.end(v); place++) {
        mirror[place] = next[graph.neighbour(place)]++;
      }
    }
    boolean all = true;
    for (int v = 0; v < next.length; v++) {
      if (graph.degree(v) <= keptEdges) {
        Arrays.fill(kept, graph.start(v), graph.end(v), true);
      } else {
        keepHeaviest(graph, v, keptEdges, kept);
        all = false;
      }
    }
    if (all) {
      return graph;
    }
    int[] starts = new int[next.length + 1];
    int[] neighbours = new int[places];
    long[] weights = new long[places];
    int edges = 0;
    for (int v = 0; v < next.length; v++) {
      for (int place = graph.start(v); place < graph.end(v); place++) {
        if (kept[place] || kept[mirror[place]]) {
          neighbours[edges] = graph.neighbour(place);
          weights[edges++] = graph.edgeWeight(place);
        }
      }
      starts[v + 1] = edges;
    }
    long[] nodeWeights = new long[next.length];
    long[] keys = new long[next.length];
    for (int v = 0; v < next.length; v++) {
      nodeWeights[v] = graph.nodeWeight(v);
      keys[v] = graph.key(v);
    }
    return new Graph(
        starts, Arrays.copyOf(neighbours, edges), Arrays.copyOf(weights, edges), nodeWeights, keys);
  }

  /**
   * What decides between edges of one weight: the same from both ends, the lower first. Distinct
   * pairs of keys that collide in it are both kept or both left.
   */
  public static long rank(long key, long otherKey) {
    return StableHash.mix64(StableHash.mix64(key) + StableHash.mix64(otherKey));
  }

  private static void keepHeaviest(Graph graph, int node, int keptEdges, boolean[] kept) {
    int first = graph.start(node);
    int degree = graph.degree(node);
    long[] weights = new long[degree];
    for (int i = 0; i < degree; i++) {
      weights[i] = graph.edgeWeight(first + i);
    }
    Arrays.sort(weights);
    long least = weights[degree - keptEdges];
    int ties = 0;
    int open = keptEdges;
    long[] ranks = new long[degree];
    for (int i = 0; i < degree; i++) {
      long weight = graph.edgeWeight(first + i);
      if (weight > least) {
        open--;
      } else if (weight == least) {
        ranks[ties++] = rank(graph.key(node), graph.key(graph.neighbour(first + i)));
      }
    }
    Arrays.sort(ranks, 0, ties);
    for (int i = 0; i < degree; i++) {
      long weight = graph.edgeWeight(first + i);
      kept[first + i] =
          weight > least
              || weight == least
                  && rank(graph.key(node), graph.key(graph.neighbour(first + i)))
                      <= ranks[open - 1];
    }
  }
}
