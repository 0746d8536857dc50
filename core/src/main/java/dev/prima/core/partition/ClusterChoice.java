package dev.prima.core.partition;

import java.util.function.IntToLongFunction;

/**
 * The rule by which a node joins a cluster: the one that holds most of its weight among those with
 * room, if that is more than its own holds; ties by rank, the lower first. Reused from node to
 * node; not thread-safe.
 *
 * @see "Meyerhenke, Sanders, Schulz, Partitioning complex networks via size-constrained clustering
 *     (SEA 2014)"
 */
public final class ClusterChoice {
  /** No cluster is better than the node's own. */
  public static final int STAY = -1;

  private long gain;

  /**
   * The cluster to join, or {@link #STAY}.
   *
   * @param tally of the node's neighbours by cluster
   * @param current the node's own cluster
   * @param weight the node's own
   * @param room what a cluster can still take in
   * @param rank decides between equal clusters, the lower first; no two alike
   */
  public int choose(
      LabelTally tally, int current, long weight, IntToLongFunction room, IntToLongFunction rank) {
    long here = tally.sum(current);
    int best = STAY;
    long bestSum = here;
    for (int i = 0; i < tally.size(); i++) {
      long sum = tally.sumAt(i);
      int label = tally.label(i);
      if (sum < bestSum || label == current || room.applyAsLong(label) < weight) {
        continue;
      }
      if (sum > bestSum || best != STAY && rank.applyAsLong(label) < rank.applyAsLong(best)) {
        best = label;
        bestSum = sum;
      }
    }
    gain = bestSum - here;
    return best;
  }

  /** How much weight the last choice brings together, 0 for {@link #STAY}. */
  public long gain() {
    return gain;
  }
}
