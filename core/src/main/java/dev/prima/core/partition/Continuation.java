package dev.prima.core.partition;

import java.util.Arrays;

/**
 * Continues a previous partition: new nodes find their place in rounds, the rest goes to the
 * emptiest parts, and a refinement with a move budget follows. Old nodes beyond the budget move
 * only where a part is over the cap, which the caller prevents by a cap not below the previous one.
 *
 * @see "Awadelkarim and Ugander, Prioritized restreaming algorithms for balanced graph partitioning
 *     (KDD 2020), incremental repartitioning; Schloegel, Karypis, Kumar, Multilevel diffusion
 *     schemes for repartitioning of adaptive meshes (JPDC 1997)"
 */
final class Continuation {
  private static final int ROUNDS = 4;
  private static final long PLACING_ROUND = 3_000;
  private static final long REFINING_ROUND = 3_100;
  private static final long CYCLE_ROUND = 3_200;
  private static final int NODES_PER_PART = 10;

  private final Graph graph;
  private final PartLimits limits;
  private final PartitionSettings settings;

  Continuation(Graph graph, PartLimits limits, PartitionSettings settings) {
    this.graph = graph;
    this.limits = limits;
    this.settings = settings;
  }

  /**
   * A part for each node.
   *
   * @param previous each node's previous part, negative for new nodes; not changed
   */
  int[] continueFrom(int[] previous) {
    int[] part = previous.clone();
    long old = 0;
    for (int v = 0; v < part.length; v++) {
      part[v] = Math.max(-1, part[v]);
      old += part[v] < 0 ? 0 : 1;
    }
    placeNew(part);
    long forced = Rebalancer.rebalance(graph, part, limits);
    long allowed = old * settings.movePermille() / 1000;
    // A tenth is kept for what has to move.
    long forRefining = allowed - Math.max(0, allowed / 10 - forced);
    new SynchronousRefinement(graph, limits)
        .refine(part, ROUNDS, REFINING_ROUND, budget(part, previous, forRefining));
    for (int cycle = 0; cycle < settings.vCycles(); cycle++) {
      MoveBudget left = budget(part, previous, forRefining);
      part = vCycle(part, previous, left, CYCLE_ROUND + 100L * cycle);
    }
    return part;
  }

  private MoveBudget budget(int[] part, int[] previous, long allowed) {
    long away = 0;
    for (int v = 0; v < part.length; v++) {
      away += previous[v] >= 0 && previous[v] != part[v] ? graph.nodeWeight(v) : 0;
    }
    return new MoveBudget(previous, Math.max(0, allowed - away));
  }

  /** Moves clusters, where moving their members one by one would first have to cost. */
  private int[] vCycle(int[] part, int[] previous, MoveBudget budget, long round) {
    Multilevel levels =
        Multilevel.coarsen(graph, limits, NODES_PER_PART, together(part, previous), round);
    int[] coarsest = levels.restrict(part);
    FiducciaMattheyses.refine(
        levels.coarsest(), limits, coarsest, round, budget.forHomes(levels.restrict(previous)));
    return levels.uncoarsen(
        coarsest,
        (level, placed, i) ->
            FiducciaMattheyses.refine(
                level, limits, placed, round + i, budget.forHomes(levels.restrict(previous, i))));
  }

  /** Who may be in one cluster: old nodes at home, new nodes, each in one part; the rest alone. */
  private int[] together(int[] part, int[] previous) {
    int[] label = new int[part.length];
    for (int v = 0; v < label.length; v++) {
      if (previous[v] == part[v]) {
        label[v] = part[v];
      } else {
        label[v] = previous[v] < 0 ? limits.parts() + part[v] : 2 * limits.parts() + v;
      }
    }
    return label;
  }

  private void placeNew(int[] part) {
    LabelTally tally = new LabelTally();
    PartChoice choice = new PartChoice();
    for (int round = 0; round < ROUNDS; round++) {
      long[] loads = placedLoads(part);
      Proposals proposals = new Proposals();
      for (int v = 0; v < part.length; v++) {
        if (part[v] < 0) {
          tally.gather(graph, v, part);
          int to = choice.choose(tally, part[v], graph.nodeWeight(v), loads, limits.cap());
          if (to != PartChoice.NONE) {
            proposals.add(v, to, choice.gain());
          }
        }
      }
      Intake[] intakes = new Intake[loads.length];
      Arrays.setAll(intakes, p -> new Intake(limits.cap() - loads[p]));
      for (int i : proposals.byTarget()) {
        if (intakes[proposals.to(i)].admit(graph.nodeWeight(proposals.node(i)))) {
          part[proposals.node(i)] = proposals.to(i);
        }
      }
    }
    new Placing(graph, part, limits).placeRest(StableHash.order(graph, PLACING_ROUND));
  }

  private long[] placedLoads(int[] part) {
    long[] loads = new long[limits.parts()];
    for (int v = 0; v < part.length; v++) {
      if (part[v] >= 0) {
        loads[part[v]] += graph.nodeWeight(v);
      }
    }
    return loads;
  }
}
