package dev.prima.core.partition;

/**
 * How much load may live elsewhere than in the previous partition. Moves are made best first, both
 * halves of a swap counted; a node that comes home gives its move back, a new node is free.
 */
public final class MoveBudget {
  private final int[] home;
  private final Remainder remainder;

  /** What all levels of a graph spend from. */
  private static final class Remainder {
    private long left;

    Remainder(long left) {
      this.left = left;
    }
  }

  /**
   * @param home each node's previous part, negative for new nodes
   * @param left load that may still leave home
   */
  public MoveBudget(int[] home, long left) {
    this(home, new Remainder(left));
  }

  private MoveBudget(int[] home, Remainder remainder) {
    this.home = home;
    this.remainder = remainder;
  }

  /** The same budget for a coarser or finer graph, whose nodes have these homes. */
  MoveBudget forHomes(int[] otherHome) {
    return new MoveBudget(otherHome, remainder);
  }

  /** What is left of it. */
  long left() {
    return remainder.left;
  }

  /** Whether a node may move. */
  boolean allows(Graph graph, int node, int from, int to) {
    return cost(graph, node, from, to) <= remainder.left;
  }

  /** Counts a move, or its taking back. */
  void spend(Graph graph, int node, int from, int to) {
    remainder.left -= cost(graph, node, from, to);
  }

  /** Makes the moves that the budget allows and returns how many these were. */
  int apply(Graph graph, Moves moves, int[] part) {
    int[] order = new int[moves.size()];
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
    IndexSort.sort(order, (a, b) -> Long.compare(moves.gain(b), moves.gain(a)));
    int made = 0;
    for (int move : order) {
      long cost = 0;
      int[] nodes = moves.nodes(move);
      for (int n = 0; n < nodes.length; n++) {
        cost += cost(graph, nodes[n], part[nodes[n]], moves.target(move, n));
      }
      if (cost <= remainder.left) {
        remainder.left -= cost;
        moves.apply(move, part);
        made++;
      }
    }
    return made;
  }

  private long cost(Graph graph, int node, int from, int to) {
    if (home[node] < 0) {
      return 0;
    }
    long leaving = from == home[node] ? graph.nodeWeight(node) : 0;
    return to == home[node] ? leaving - graph.nodeWeight(node) : leaving;
  }
}
