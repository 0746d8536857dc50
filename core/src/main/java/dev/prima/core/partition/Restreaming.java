package dev.prima.core.partition;

import java.util.Arrays;

/**
 * Streams the nodes through the parts several times, each to the part with the best score given
 * where the others are, and keeps the pass with the lowest cut.
 *
 * @see "Nishimura and Ugander, Restreaming graph partitioning (KDD 2013); Tsourakakis et al.,
 *     Fennel (WSDM 2014); Stanton and Kliot, Streaming graph partitioning (KDD 2012)"
 */
final class Restreaming {
  private static final int PASSES = 12;
  private static final long ROUND = 99;

  /** How the weight in a part and its load make a score. */
  enum Score {
    /** Weight inside less the growth of a penalty that rises with the load to the power of 1.5. */
    FENNEL {
      @Override
      double of(double inside, long load, long nodeWeight, long cap, double alpha) {
        return inside - alpha * 1.5 * Math.sqrt(load) * nodeWeight;
      }
    },
    /** Weight inside times the share of the part that is free: linear deterministic greedy. */
    LINEAR {
      @Override
      double of(double inside, long load, long nodeWeight, long cap, double alpha) {
        return (inside + 1e-6) * (1 - (double) load / cap);
      }
    };

    abstract double of(double inside, long load, long nodeWeight, long cap, double alpha);
  }

  private Restreaming() {}

  /**
   * A part for each node; parts exceed the cap only where nodes are too heavy to fit.
   *
   * @param before where nodes are assumed to be before the first pass, negative for unknown
   */
  static int[] stream(Graph graph, PartLimits limits, Score score, int[] before) {
    int[] order = StableHash.order(graph, ROUND);
    int[] part = before.clone();
    int[] best = part;
    long bestCut = Long.MAX_VALUE;
    double load = Math.max(1, graph.load());
    // Square roots are exact everywhere, powers need not be.
    double alpha = Math.sqrt(limits.parts()) * graph.weight() / (load * Math.sqrt(load));
    LabelTally tally = new LabelTally();
    for (int pass = 0; pass < PASSES; pass++) {
      PartLoads loads = new PartLoads(new long[limits.parts()]);
      for (int v : order) {
        tally.gather(graph, v, part);
        part[v] = choose(tally, graph.nodeWeight(v), loads, limits.cap(), score, alpha);
        loads.add(part[v], graph.nodeWeight(v));
      }
      long cut = graph.cut(part);
      if (cut < bestCut) {
        bestCut = cut;
        best = part.clone();
      }
    }
    return best;
  }

  static int[] nowhere(Graph graph) {
    int[] part = new int[graph.nodes()];
    Arrays.fill(part, -1);
    return part;
  }

  // Of the parts without a neighbour the emptiest scores best, so only it needs a look.
  private static int choose(
      LabelTally tally, long nodeWeight, PartLoads loads, long cap, Score score, double alpha) {
    int best = loads.emptiest();
    double bestScore = score.of(tally.sum(best), loads.load(best), nodeWeight, cap, alpha);
    for (int i = 0; i < tally.size(); i++) {
      int part = tally.label(i);
      if (part != best && loads.load(part) + nodeWeight <= cap) {
        double partScore = score.of(tally.sumAt(i), loads.load(part), nodeWeight, cap, alpha);
        if (partScore > bestScore || partScore == bestScore && part < best) {
          best = part;
          bestScore = partScore;
        }
      }
    }
    return best;
  }
}
