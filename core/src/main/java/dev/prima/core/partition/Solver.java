package dev.prima.core.partition;

import org.jspecify.annotations.Nullable;

/**
 * Partitions a graph in one thread: coarsen by clustering, partition the coarsest graph several
 * times and keep the best, refine on the way back, then repeat inside the parts found (V-cycles).
 * This is step 3 of the way, for graphs that fit on one machine.
 *
 * @see "Karypis and Kumar, Multilevel k-way partitioning scheme for irregular graphs (JPDC 1998)"
 * @see "Walshaw, Multilevel refinement for combinatorial optimisation problems (2004), V-cycles"
 */
public final class Solver {
  private static final int NODES_PER_PART = 20;
  private static final int NODES_PER_PART_IN_CYCLE = 10;
  private static final int START_PASSES = 20;
  private static final long ROUNDS_OF_A_CYCLE = 100;
  private static final long ROUNDS_OF_AN_ATTEMPT = 1_000;
  private static final int MOST_ATTEMPTS = 4;
  private static final int EDGES_OF_ATTEMPTS = 1_000_000;

  private final PartLimits limits;
  private final PartitionSettings settings;

  public Solver(PartLimits limits, PartitionSettings settings) {
    this.limits = limits;
    this.settings = settings;
  }

  /**
   * A part for each node, every part under the cap if nodes weigh 1, else as far as they fit. The
   * graph should have no isolated nodes: these are placed better afterwards.
   */
  public int[] solve(Graph graph) {
    if (limits.parts() == 1) {
      return new int[graph.nodes()];
    }
    int[] best = attempt(graph, 0);
    for (int attempt = 1; attempt < attempts(graph); attempt++) {
      best = combine(graph, best, attempt(graph, attempt), attempt);
    }
    return improve(graph, best);
  }

  /** Small graphs deserve more than one attempt: each costs next to nothing. */
  private static int attempts(Graph graph) {
    return Math.max(1, Math.min(MOST_ATTEMPTS, EDGES_OF_ATTEMPTS / Math.max(1, graph.edges())));
  }

  private int[] attempt(Graph graph, int attempt) {
    long round = attempt * ROUNDS_OF_AN_ATTEMPT;
    Multilevel levels = Multilevel.coarsen(graph, limits, NODES_PER_PART, null, round);
    int[] coarsest = initial(levels.coarsest(), round);
    int[] part =
        levels.uncoarsen(coarsest, (level, placed, i) -> refine(level, placed, round + 100 + i));
    Rebalancer.rebalance(graph, part, limits);
    return part;
  }

  /**
   * The better of two placements, improved by the other: where both cut nothing, nothing is cut any
   * more, and what is left is small enough to be settled at once.
   *
   * @see "Sanders and Schulz, Distributed evolutionary graph partitioning (ALENEX 2012), combine"
   */
  private int[] combine(Graph graph, int[] part, int[] otherPart, int attempt) {
    int[] better = worth(graph, part) <= worth(graph, otherPart) ? part : otherPart;
    int[] both = new int[part.length];
    for (int v = 0; v < both.length; v++) {
      both[v] = part[v] * limits.parts() + otherPart[v];
    }
    int[] combined = vCycle(graph, better, both, attempt * ROUNDS_OF_AN_ATTEMPT + 500);
    return worth(graph, combined) < worth(graph, better) ? combined : better;
  }

  private long worth(Graph graph, int[] part) {
    return graph.cut(part) + costOfOverload(graph, part);
  }

  /**
   * V-cycles from a placement; each is kept only if the cut falls, so the cut never rises.
   *
   * @param part a part for each node, within the cap; not changed
   */
  public int[] improve(Graph graph, int[] part) {
    int[] best = part;
    long cut = graph.cut(best);
    for (int cycle = 1; cycle <= settings.vCycles() && cut > 0; cycle++) {
      int[] next = vCycle(graph, best, best, 500_000 + cycle * ROUNDS_OF_A_CYCLE);
      long nextCut = graph.cut(next);
      if (nextCut < cut && overload(graph, next) <= overload(graph, best)) {
        best = next;
        cut = nextCut;
      }
    }
    return best;
  }

  private int[] vCycle(Graph graph, int[] part, int[] within, long round) {
    Multilevel levels = Multilevel.coarsen(graph, limits, NODES_PER_PART_IN_CYCLE, within, round);
    int[] coarsest = levels.restrict(part);
    refine(levels.coarsest(), coarsest, round);
    return levels.uncoarsen(coarsest, (level, placed, i) -> refine(level, placed, round + 50 + i));
  }

  private int[] initial(Graph graph, long round) {
    int @Nullable [] best = null;
    long bestCost = 0;
    for (int start = 0; start < settings.starts(); start++) {
      int[] part = start(graph, start, round);
      GreedyRefinement refinement = new GreedyRefinement(graph, limits);
      refinement.refine(part, START_PASSES, round + start);
      Rebalancer.rebalance(graph, part, limits);
      refinement.refine(part, START_PASSES, round + start + 1);
      long cost = worth(graph, part);
      if (best == null || cost < bestCost) {
        best = part;
        bestCost = cost;
      }
    }
    return best == null ? new int[graph.nodes()] : best;
  }

  private int[] start(Graph graph, int start, long round) {
    if (start == 1) {
      return Restreaming.stream(
          graph, limits, Restreaming.Score.FENNEL, Restreaming.nowhere(graph));
    }
    int[] grown = GreedyGrowing.grow(graph, limits, round + start);
    if (start % 2 == 0) {
      return grown;
    }
    Restreaming.Score score = start % 4 == 1 ? Restreaming.Score.FENNEL : Restreaming.Score.LINEAR;
    return Restreaming.stream(graph, limits, score, grown);
  }

  private void refine(Graph graph, int[] part, long round) {
    Rebalancer.rebalance(graph, part, limits);
    new GreedyRefinement(graph, limits).refine(part, settings.refinementPasses(), round);
    FiducciaMattheyses.refine(graph, limits, part, round);
  }

  /** What it will cost at least to bring the parts under the cap: all edges of a mean node. */
  private long costOfOverload(Graph graph, int[] part) {
    double mean = 2.0 * graph.weight() / Math.max(1, graph.load());
    return (long) (overload(graph, part) * mean);
  }

  private long overload(Graph graph, int[] part) {
    long over = 0;
    for (long load : graph.loads(part, limits.parts())) {
      over += Math.max(0, load - limits.cap());
    }
    return over;
  }
}
