package dev.prima.core.partition;

/**
 * How many nodes may live elsewhere than in the previous partition. Moves are made best first, both
 * halves of a swap counted; a node that comes home gives its move back, a new node is free.
 */
public final class MoveBudget {
  private final int[] home;
  private long left;

  /**
   * @param home each node's previous part, negative for new nodes
   * @param left moves away from home that are still allowed
   */
  public MoveBudget(int[] home, long left) {
    this.home = home;
    this.left = left;
  }

  /** Makes the moves that the budget allows and returns how many these were. */
  int apply(Moves moves, int[] part) {
    int[] order = new int[moves.size()];
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
    IndexSort.sort(order, (a, b) -> Long.compare(moves.gain(b), moves.gain(a)));
    int made = 0;
    for (int move : order) {
      long cost = cost(moves, move, part);
      if (cost <= left) {
        left -= cost;
        moves.apply(move, part);
        made++;
      }
    }
    return made;
  }

  private long cost(Moves moves, int move, int[] part) {
    long cost = 0;
    int[] nodes = moves.nodes(move);
    for (int n = 0; n < nodes.length; n++) {
      int v = nodes[n];
      if (home[v] >= 0) {
        cost += part[v] == home[v] ? 1 : 0;
        cost -= moves.target(move, n) == home[v] ? 1 : 0;
      }
    }
    return cost;
  }
}
