package dev.prima.core.partition;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Refinement in rounds that many machines can share: all decisions of a round rest on what stood
 * when it began. Half of the nodes, by coin, propose their best other part. First pairs of parts
 * swap nodes, then parts take in what still gains and fits. Of all rounds the placement with the
 * lowest cut is kept, so the cut never rises; a part that was under the cap stays so.
 *
 * @see "Ugander and Backstrom (WSDM 2013); Kabiljo et al., Social Hash Partitioner (VLDB 2017)"
 */
public final class SynchronousRefinement {
  private final Graph graph;
  private final PartLimits limits;
  private final LabelTally tally = new LabelTally();
  private final PartChoice choice = new PartChoice();

  public SynchronousRefinement(Graph graph, PartLimits limits) {
    this.graph = graph;
    this.limits = limits;
  }

  /** Changes parts in place. */
  public void refine(int[] part, int rounds, long firstRound) {
    refine(part, rounds, firstRound, null);
  }

  /** The same, with as many moves away from home as a budget allows. */
  void refine(int[] part, int rounds, long firstRound, @Nullable MoveBudget budget) {
    int[] current = part.clone();
    long bestCut = graph.cut(part);
    for (long round = firstRound; round < firstRound + rounds; round++) {
      if (round(current, round, budget) == 0) {
        break;
      }
      long cut = graph.cut(current);
      if (cut < bestCut) {
        bestCut = cut;
        System.arraycopy(current, 0, part, 0, part.length);
      }
    }
  }

  private int round(int[] part, long round, @Nullable MoveBudget budget) {
    return accept(propose(part, graph.loads(part, limits.parts()), round), part, budget);
  }

  /**
   * What a round accepts of its proposals, as far as a budget allows: changes parts in place and
   * returns how many moves there were. Of the graph only node weights count.
   */
  public int accept(Proposals proposals, int[] part, @Nullable MoveBudget budget) {
    long[] loads = graph.loads(part, limits.parts());
    Moves moves = new Moves(proposals);
    swap(proposals, part, loads, moves);
    takeIn(proposals, loads, moves);
    return budget == null ? moves.apply(part) : budget.apply(graph, moves, part);
  }

  private Proposals propose(int[] part, long[] loads, long round) {
    Proposals proposals = new Proposals();
    for (int v = 0; v < graph.nodes(); v++) {
      if (StableHash.coin(graph.key(v), round)) {
        tally.gather(graph, v, part);
        int to = choice.choose(tally, part[v], graph.nodeWeight(v), loads, Long.MAX_VALUE);
        if (to != PartChoice.NONE && choice.gain() >= 0) {
          proposals.add(v, to, choice.gain());
        }
      }
    }
    return proposals;
  }

  /** Accepts swaps and brings the loads up to date. */
  private void swap(Proposals proposals, int[] part, long[] loads, Moves moves) {
    Ways ways = new Ways(proposals, part);
    long[] allowance = new long[loads.length];
    for (int p = 0; p < loads.length; p++) {
      // Shared evenly among the exchanges that a part is in, so that they need not wait for
      // another.
      allowance[p] = Math.max(0, limits.cap() - loads[p]) / Math.max(1, ways.exchanges(p));
    }
    for (int way = 0; way < ways.size(); way++) {
      int back = ways.back(way);
      if (back > way) {
        swap(proposals, ways, way, back, allowance, loads, moves);
      }
    }
  }

  private void swap(
      Proposals proposals,
      Ways ways,
      int way,
      int back,
      long[] allowance,
      long[] loads,
      Moves moves) {
    int here = ways.from(way);
    int there = ways.to(way);
    boolean[] taken =
        SwapMatching.match(
            ways.gains(way),
            ways.weights(way, graph),
            ways.gains(back),
            ways.weights(back, graph),
            allowance[there],
            allowance[here]);
    for (int n = 0; n < taken.length; n++) {
      if (taken[n]) {
        int going = ways.proposal(way, n);
        int coming = ways.proposal(back, n);
        moves.swap(going, coming);
        long net =
            graph.nodeWeight(proposals.node(going)) - graph.nodeWeight(proposals.node(coming));
        loads[there] += net;
        loads[here] -= net;
      }
    }
  }

  /** Accepts who gains alone and fits, as if nobody left. */
  private void takeIn(Proposals proposals, long[] loads, Moves moves) {
    Intake[] intakes = new Intake[loads.length];
    Arrays.setAll(intakes, p -> new Intake(limits.cap() - loads[p]));
    for (int i : proposals.byTarget()) {
      if (!moves.accepted(i)
          && proposals.gain(i) > 0
          && intakes[proposals.to(i)].admit(graph.nodeWeight(proposals.node(i)))) {
        moves.move(i);
      }
    }
  }
}
