package dev.prima.core.partition;

/**
 * Puts single nodes where most of their weight is and there is room, else into the emptiest part.
 */
final class Placing {
  private static final int UNPLACED = -1;

  private final Graph graph;
  private final int[] part;
  private final PartLoads loads;
  private final long cap;
  private final LabelTally tally = new LabelTally();
  private final PartChoice choice = new PartChoice();

  /**
   * @param part of each node, negative for those without one; changed in place
   */
  Placing(Graph graph, int[] part, PartLimits limits) {
    this.graph = graph;
    this.part = part;
    this.cap = limits.cap();
    long[] sums = new long[limits.parts()];
    for (int v = 0; v < part.length; v++) {
      if (part[v] >= 0) {
        sums[part[v]] += graph.nodeWeight(v);
      }
    }
    this.loads = new PartLoads(sums);
  }

  PartLoads loads() {
    return loads;
  }

  /** The best part for a node other than its own; the emptiest if it fits nowhere. */
  int best(int node) {
    tally.gather(graph, node, part);
    int best = choice.choose(tally, part[node], graph.nodeWeight(node), loads.loads(), cap);
    return best == PartChoice.NONE ? loads.emptiest() : best;
  }

  /** How much of a node's weight would be cut anew by a move from its part. */
  long loss(int node, int to) {
    tally.gather(graph, node, part);
    return tally.sum(part[node]) - tally.sum(to);
  }

  void move(int node, int to) {
    if (part[node] != UNPLACED) {
      loads.add(part[node], -graph.nodeWeight(node));
    }
    part[node] = to;
    loads.add(to, graph.nodeWeight(node));
  }

  /** Places every node that has no part, in the given order. */
  void placeRest(int[] order) {
    for (int v : order) {
      if (part[v] == UNPLACED) {
        move(v, best(v));
      }
    }
  }
}
