package dev.prima.core.partition;

import org.jspecify.annotations.Nullable;

/**
 * k-way refinement that climbs out of local minima: the best move of all is made, also at a loss,
 * its node is locked, and in the end all moves after the best moment are taken back. The cut never
 * rises and no part becomes overloaded.
 *
 * @see "Fiduccia and Mattheyses, A linear-time heuristic for improving network partitions (DAC
 *     1982); Sanders and Schulz, Engineering multilevel graph partitioning algorithms (ESA 2011)"
 */
final class FiducciaMattheyses {
  private static final int PASSES = 2;

  /** A pass that improves by less than this share of all weight is the last. */
  private static final long WORTH_A_PASS = 5_000;

  /**
   * Hubs move, but neither wait for their neighbours nor wake them: that would cost a pass each.
   */
  private static final int HUB = 500;

  private static final int LEAST_PATIENCE = 100;
  private static final int MOST_PATIENCE = 2_000;

  private final Graph graph;
  private final PartLimits limits;
  private final int[] part;
  private final long[] loads;
  private final LabelTally tally = new LabelTally();
  private final PartChoice choice = new PartChoice();
  private final NodeHeap heap;
  private final @Nullable MoveBudget budget;
  private boolean[] locked = new boolean[0];

  private FiducciaMattheyses(
      Graph graph, PartLimits limits, int[] part, long round, @Nullable MoveBudget budget) {
    this.graph = graph;
    this.limits = limits;
    this.part = part;
    this.budget = budget;
    this.loads = graph.loads(part, limits.parts());
    long[] rank = new long[graph.nodes()];
    for (int v = 0; v < rank.length; v++) {
      rank[v] = StableHash.rank(graph.key(v), round);
    }
    this.heap = new NodeHeap(rank);
  }

  /** Changes parts in place. */
  static void refine(Graph graph, PartLimits limits, int[] part, long round) {
    refine(graph, limits, part, round, null);
  }

  /** The same, with as much load away from home as a budget allows. */
  static void refine(
      Graph graph, PartLimits limits, int[] part, long round, @Nullable MoveBudget budget) {
    FiducciaMattheyses search = new FiducciaMattheyses(graph, limits, part, round, budget);
    for (int pass = 0; pass < PASSES; pass++) {
      if (search.pass() <= graph.weight() / WORTH_A_PASS) {
        break;
      }
    }
  }

  /** Returns by how much the cut has fallen. */
  private long pass() {
    int nodes = graph.nodes();
    locked = new boolean[nodes];
    heap.clear();
    for (int v = 0; v < nodes; v++) {
      offer(v);
    }
    int patience = Math.max(LEAST_PATIENCE, Math.min(MOST_PATIENCE, nodes / 20));
    int[] moved = new int[nodes];
    int[] cameFrom = new int[nodes];
    int moves = 0;
    int bestMoves = 0;
    long gained = 0;
    long bestGained = 0;
    while (!heap.isEmpty() && moves - bestMoves < patience) {
      long expected = heap.topValue();
      int v = heap.pop();
      int to = target(v);
      if (to == PartChoice.NONE) {
        continue;
      }
      if (choice.gain() < expected) {
        // What it was promised has filled up since.
        heap.put(v, choice.gain());
        continue;
      }
      gained += choice.gain();
      moved[moves] = v;
      cameFrom[moves++] = part[v];
      move(v, to);
      locked[v] = true;
      wakeNeighbours(v);
      if (gained > bestGained) {
        bestGained = gained;
        bestMoves = moves;
      }
    }
    while (moves > bestMoves) {
      moves--;
      move(moved[moves], cameFrom[moves]);
    }
    return bestGained;
  }

  private void wakeNeighbours(int v) {
    if (graph.degree(v) >= HUB) {
      return;
    }
    for (int place = graph.start(v); place < graph.end(v); place++) {
      int neighbour = graph.neighbour(place);
      if (!locked[neighbour] && graph.degree(neighbour) < HUB) {
        offer(neighbour);
      }
    }
  }

  private void offer(int v) {
    if (target(v) == PartChoice.NONE) {
      heap.remove(v);
    } else {
      heap.put(v, choice.gain());
    }
  }

  private int target(int v) {
    tally.gather(graph, v, part);
    int to = choice.choose(tally, part[v], graph.nodeWeight(v), loads, limits.cap());
    return to == PartChoice.NONE || budget == null || budget.allows(graph, v, part[v], to)
        ? to
        : PartChoice.NONE;
  }

  private void move(int v, int to) {
    if (budget != null) {
      budget.spend(graph, v, part[v], to);
    }
    loads[part[v]] -= graph.nodeWeight(v);
    loads[to] += graph.nodeWeight(v);
    part[v] = to;
  }
}
