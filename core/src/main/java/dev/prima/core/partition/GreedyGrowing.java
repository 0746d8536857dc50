package dev.prima.core.partition;

import java.util.Arrays;

/**
 * An initial partition: each part grows from a node of many connections by taking in the node that
 * has the largest share of its weight inside, until it holds its share of the load. What is left
 * goes where most of its weight is.
 *
 * @see "Karypis and Kumar, A fast and high quality multilevel scheme for partitioning irregular
 *     graphs (SISC 1998), greedy graph growing"
 */
final class GreedyGrowing {
  private static final int UNPLACED = -1;
  private static final int SEEDS_LOOKED_AT = 40;
  private static final double SHARE_UNIT = 1L << 52;

  private final Graph graph;
  private final PartLimits limits;
  private final int[] part;
  private final long[] weightOf;
  private final long[] inside;
  private final int[] touched;
  private final int[] order;
  private final NodeHeap frontier;
  private int firstUnplaced;

  private GreedyGrowing(Graph graph, PartLimits limits, long round) {
    this.graph = graph;
    this.limits = limits;
    int nodes = graph.nodes();
    this.part = new int[nodes];
    Arrays.fill(part, UNPLACED);
    this.weightOf = new long[nodes];
    this.inside = new long[nodes];
    this.touched = new int[nodes];
    this.order = StableHash.order(graph, round);
    long[] rank = new long[nodes];
    for (int i = 0; i < nodes; i++) {
      rank[order[i]] = i;
    }
    this.frontier = new NodeHeap(rank);
    for (int v = 0; v < nodes; v++) {
      for (int place = graph.start(v); place < graph.end(v); place++) {
        weightOf[v] += graph.edgeWeight(place);
      }
    }
  }

  /** A part for each node; parts may exceed the cap where nodes are heavy. */
  static int[] grow(Graph graph, PartLimits limits, long round) {
    GreedyGrowing growing = new GreedyGrowing(graph, limits, round);
    long left = graph.load();
    for (int p = 0; p < limits.parts() && left > 0; p++) {
      left -= growing.growPart(p, left / (limits.parts() - p));
    }
    int[] heaviestFirst = growing.order.clone();
    IndexSort.sort(heaviestFirst, (a, b) -> Long.compare(graph.nodeWeight(b), graph.nodeWeight(a)));
    new Placing(graph, growing.part, limits).placeRest(heaviestFirst);
    return growing.part;
  }

  private long growPart(int p, long target) {
    frontier.clear();
    int touches = 0;
    long load = 0;
    int v = seed();
    while (v != UNPLACED) {
      part[v] = p;
      load += graph.nodeWeight(v);
      if (load >= target) {
        break;
      }
      for (int place = graph.start(v); place < graph.end(v); place++) {
        int neighbour = graph.neighbour(place);
        if (part[neighbour] == UNPLACED) {
          if (inside[neighbour] == 0) {
            touched[touches++] = neighbour;
          }
          inside[neighbour] += graph.edgeWeight(place);
          frontier.put(
              neighbour, (long) ((double) inside[neighbour] / weightOf[neighbour] * SHARE_UNIT));
        }
      }
      v = next(load);
      if (v == UNPLACED && load < target / 2) {
        v = another(load);
      }
    }
    for (int i = 0; i < touches; i++) {
      inside[touched[i]] = 0;
    }
    return load;
  }

  /** The heaviest connected of the first nodes that have no part. */
  private int seed() {
    advance();
    int best = UNPLACED;
    int looked = 0;
    for (int i = firstUnplaced; i < order.length && looked < SEEDS_LOOKED_AT; i++) {
      int v = order[i];
      if (part[v] == UNPLACED) {
        looked++;
        if (best == UNPLACED || weightOf[v] > weightOf[best]) {
          best = v;
        }
      }
    }
    return best;
  }

  private int next(long load) {
    while (!frontier.isEmpty()) {
      int v = frontier.pop();
      if (part[v] == UNPLACED && load + graph.nodeWeight(v) <= limits.cap()) {
        return v;
      }
    }
    return UNPLACED;
  }

  /** A first node elsewhere, for a part whose surroundings are all taken. */
  private int another(long load) {
    advance();
    int looked = 0;
    for (int i = firstUnplaced; i < order.length && looked < SEEDS_LOOKED_AT; i++) {
      int v = order[i];
      if (part[v] == UNPLACED) {
        looked++;
        if (load + graph.nodeWeight(v) <= limits.cap()) {
          return v;
        }
      }
    }
    return UNPLACED;
  }

  private void advance() {
    while (firstUnplaced < order.length && part[order[firstUnplaced]] != UNPLACED) {
      firstUnplaced++;
    }
  }
}
