package dev.prima.jobs.reshard;

import dev.prima.core.partition.Intake;
import dev.prima.core.partition.MoveBudget;
import dev.prima.core.partition.PartLimits;
import dev.prima.core.partition.Proposals;
import dev.prima.core.partition.SynchronousClustering;
import dev.prima.core.partition.SynchronousRefinement;
import dev.prima.core.partition.WaterFilling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.jspecify.annotations.Nullable;

/**
 * Rounds on the executors: every node proposes there, by what stood when the round began; the
 * driver accepts, by the same rules as core's synchronous classes, on one label and at most one
 * proposal (16 bytes) for each node that asked. Outcomes depend neither on partitions nor on the
 * order in which tasks end: sums are integers, ties are decided by keys.
 *
 * @see SynchronousClustering
 * @see SynchronousRefinement
 */
final class Rounds {
  private static final int REBALANCING_PASSES = 8;

  private final JavaSparkContext spark;

  Rounds(JavaSparkContext spark) {
    this.spark = spark;
  }

  /**
   * A cluster for each node, named after one of its first members: equal to what core's class finds
   * on the whole graph.
   */
  int[] cluster(Level level, long limit, int @Nullable [] within, int rounds, long firstRound) {
    int[] cluster = new int[level.size()];
    long[] load = new long[level.size()];
    for (int v = 0; v < cluster.length; v++) {
      cluster[v] = v;
      load[v] = level.nodes().nodeWeight(v);
    }
    for (long round = firstRound; round < firstRound + rounds; round++) {
      Broadcast<int[]> clusters = spark.broadcast(cluster);
      Broadcast<long[]> loads = spark.broadcast(load);
      JoinRule rule = new JoinRule(level.keys(), level.weights(), clusters, loads, limit, round);
      Proposals proposals = level.adjacency().propose(cluster, within, rule).proposals();
      clusters.destroy();
      loads.destroy();
      cluster = cluster.clone();
      load = load.clone();
      if (SynchronousClustering.accept(level.nodes(), limit, proposals, cluster, load) == 0) {
        break;
      }
    }
    return cluster;
  }

  /** Of all rounds the placement with the lowest cut, this one included. */
  int[] refine(
      Level level,
      PartLimits limits,
      int[] part,
      int rounds,
      long firstRound,
      @Nullable MoveBudget budget) {
    SynchronousRefinement acceptance = new SynchronousRefinement(level.nodes(), limits);
    int[] current = part;
    int[] best = part;
    long bestCut = Long.MAX_VALUE;
    for (long round = firstRound; round < firstRound + rounds; round++) {
      Adjacency.Proposed proposed = propose(level, limits, current, MoveRule.Who.HALF, round);
      if (proposed.cut() < bestCut) {
        bestCut = proposed.cut();
        best = current;
      }
      current = current.clone();
      if (acceptance.accept(proposed.proposals(), current, budget) == 0) {
        return best;
      }
    }
    return level.adjacency().cut(current) < bestCut ? current : best;
  }

  /**
   * Brings every part under the cap, cheapest loss first, as far as nodes fit; returns how many
   * moved.
   */
  int rebalance(Level level, PartLimits limits, int[] part) {
    int moved = 0;
    for (int pass = 0; pass < REBALANCING_PASSES; pass++) {
      long[] loads = level.nodes().loads(part, limits.parts());
      if (Arrays.stream(loads).noneMatch(load -> load > limits.cap())) {
        break;
      }
      Proposals leaving = propose(level, limits, part, MoveRule.Who.OVERLOADED, pass).proposals();
      int moves = leave(level, limits, leaving, part, loads);
      moved += moves;
      if (moves == 0) {
        break;
      }
    }
    return moved;
  }

  private static int leave(
      Level level, PartLimits limits, Proposals leaving, int[] part, long[] loads) {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < leaving.size(); i++) {
      order.add(i);
    }
    // Stable: among equals by node, and so by key.
    order.sort((a, b) -> Long.compare(leaving.gain(b), leaving.gain(a)));
    int moves = 0;
    for (int i : order) {
      int v = leaving.node(i);
      long weight = level.nodes().nodeWeight(v);
      if (loads[part[v]] > limits.cap() && loads[leaving.to(i)] + weight <= limits.cap()) {
        loads[part[v]] -= weight;
        part[v] = leaving.to(i);
        loads[part[v]] += weight;
        moves++;
      }
    }
    return moves;
  }

  /** Finds places for nodes that have none: where most of their weight is, else the emptiest. */
  void place(Level level, PartLimits limits, int[] part, int rounds) {
    for (int round = 0; round < rounds; round++) {
      long[] loads = loads(level, limits, part);
      Proposals proposals = propose(level, limits, part, MoveRule.Who.UNPLACED, round).proposals();
      if (proposals.size() == 0) {
        break;
      }
      Intake[] intakes = new Intake[loads.length];
      Arrays.setAll(intakes, p -> new Intake(limits.cap() - loads[p]));
      for (int i : proposals.byTarget()) {
        if (intakes[proposals.to(i)].admit(level.nodes().nodeWeight(proposals.node(i)))) {
          part[proposals.node(i)] = proposals.to(i);
        }
      }
    }
    WaterFilling.fill(part, loads(level, limits, part), new int[part.length]);
  }

  private static long[] loads(Level level, PartLimits limits, int[] part) {
    long[] loads = new long[limits.parts()];
    for (int v = 0; v < part.length; v++) {
      if (part[v] >= 0) {
        loads[part[v]] += level.nodes().nodeWeight(v);
      }
    }
    return loads;
  }

  private Adjacency.Proposed propose(
      Level level, PartLimits limits, int[] part, MoveRule.Who who, long round) {
    Broadcast<int[]> parts = spark.broadcast(part);
    MoveRule rule =
        new MoveRule(
            who,
            level.keys(),
            level.weights(),
            parts,
            loads(level, limits, part),
            limits.cap(),
            round);
    Adjacency.Proposed proposed = level.adjacency().propose(part, rule);
    parts.destroy();
    return proposed;
  }
}
