package dev.prima.core.partition;

import org.jspecify.annotations.Nullable;

/**
 * Size-capped label propagation in rounds that many machines can share: all decisions of a round
 * rest on what stood when it began. Half of the nodes, by coin, propose the best cluster with room;
 * each cluster accepts by gain, then key, while they fit. The distributed rounds follow this one,
 * round number for round number.
 *
 * @see "Ugander and Backstrom, Balanced label propagation for partitioning massive graphs (WSDM
 *     2013)"
 */
public final class SynchronousClustering {
  private SynchronousClustering() {}

  /**
   * A cluster for each node, named after one of its first members.
   *
   * @param limit no cluster of two nodes or more weighs more
   * @param within if given, no cluster holds nodes of two of these parts
   * @param firstRound the number of the first round; coins and ties follow from it
   */
  public static int[] cluster(
      Graph graph, long limit, int @Nullable [] within, int rounds, long firstRound) {
    int nodes = graph.nodes();
    int[] cluster = new int[nodes];
    long[] load = new long[nodes];
    for (int v = 0; v < nodes; v++) {
      cluster[v] = v;
      load[v] = graph.nodeWeight(v);
    }
    for (long round = firstRound; round < firstRound + rounds; round++) {
      Proposals proposals = propose(graph, limit, within, cluster, load, round);
      if (accept(graph, limit, proposals, cluster, load) == 0) {
        break;
      }
    }
    return cluster;
  }

  private static Proposals propose(
      Graph graph, long limit, int @Nullable [] within, int[] cluster, long[] load, long round) {
    Proposals proposals = new Proposals();
    LabelTally tally = new LabelTally();
    ClusterChoice choice = new ClusterChoice();
    for (int v = 0; v < graph.nodes(); v++) {
      if (StableHash.coin(graph.key(v), round)) {
        LabelPropagation.gather(tally, graph, v, cluster, within);
        int best =
            choice.choose(
                tally,
                cluster[v],
                graph.nodeWeight(v),
                label -> limit - load[label],
                label -> StableHash.rank(graph.key(label), round));
        if (best != ClusterChoice.STAY) {
          proposals.add(v, best, choice.gain());
        }
      }
    }
    return proposals;
  }

  /**
   * What a round accepts of its proposals: changes clusters and loads in place and returns how many
   * nodes moved. Of the graph only node weights count.
   */
  public static int accept(
      Graph graph, long limit, Proposals proposals, int[] cluster, long[] load) {
    int[] order = proposals.byTarget();
    boolean[] accepted = new boolean[order.length];
    Intake intake = new Intake(0);
    for (int i = 0; i < order.length; i++) {
      int target = proposals.to(order[i]);
      if (i == 0 || proposals.to(order[i - 1]) != target) {
        intake = new Intake(limit - load[target]);
      }
      accepted[i] = intake.admit(graph.nodeWeight(proposals.node(order[i])));
    }
    int moves = 0;
    for (int i = 0; i < order.length; i++) {
      if (accepted[i]) {
        int v = proposals.node(order[i]);
        load[cluster[v]] -= graph.nodeWeight(v);
        cluster[v] = proposals.to(order[i]);
        load[cluster[v]] += graph.nodeWeight(v);
        moves++;
      }
    }
    return moves;
  }
}
