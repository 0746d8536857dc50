package dev.prima.core.partition;

/**
 * Greedy k-way refinement: nodes in random order move to the part that holds most of their weight
 * if it has room and the cut falls, or stays and the loads become more even. Nodes of an overloaded
 * part may leave at a loss. The cut never rises unless a part was overloaded.
 *
 * @see "Karypis and Kumar, Multilevel k-way partitioning scheme for irregular graphs (JPDC 1998)"
 */
final class GreedyRefinement {
  /** A pass that improves by less than this share of all weight is the last. */
  private static final long WORTH_A_PASS = 20_000;

  private final Graph graph;
  private final PartLimits limits;
  private final LabelTally tally = new LabelTally();
  private final PartChoice choice = new PartChoice();

  GreedyRefinement(Graph graph, PartLimits limits) {
    this.graph = graph;
    this.limits = limits;
  }

  /** Changes parts in place. */
  void refine(int[] part, int passes, long round) {
    long[] loads = graph.loads(part, limits.parts());
    int[] order = StableHash.order(graph, round);
    for (int pass = 0; pass < passes; pass++) {
      long gained = 0;
      for (int v : order) {
        int to = target(part, loads, v);
        if (to != PartChoice.NONE) {
          gained += choice.gain();
          loads[part[v]] -= graph.nodeWeight(v);
          loads[to] += graph.nodeWeight(v);
          part[v] = to;
        }
      }
      if (gained <= graph.weight() / WORTH_A_PASS) {
        break;
      }
    }
  }

  private int target(int[] part, long[] loads, int v) {
    tally.gather(graph, v, part);
    int from = part[v];
    if (tally.size() == 0 || tally.size() == 1 && tally.label(0) == from) {
      return PartChoice.NONE;
    }
    int to = choice.choose(tally, from, graph.nodeWeight(v), loads, limits.cap());
    if (to == PartChoice.NONE
        || choice.gain() > 0
        || loads[from] > limits.cap()
        || choice.gain() == 0 && loads[to] + graph.nodeWeight(v) < loads[from]) {
      return to;
    }
    return PartChoice.NONE;
  }
}
