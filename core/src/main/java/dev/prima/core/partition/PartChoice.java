package dev.prima.core.partition;

/**
 * The rule by which a node would change its part: to the other part that holds most of its weight
 * among those where it fits; ties to the emptier part, then to the lower number. The gain may be
 * negative. Reused from node to node; not thread-safe.
 *
 * @see "Karypis and Kumar, Multilevel k-way partitioning scheme for irregular graphs (JPDC 1998)"
 */
public final class PartChoice {
  /** No neighbour lives in another part that has room. */
  public static final int NONE = -1;

  private long gain;

  /**
   * The best other part, or {@link #NONE}.
   *
   * @param tally of the node's neighbours by part
   * @param current the node's own part
   * @param weight the node's own
   * @param loads of the parts
   * @param cap a part whose load would exceed it is no candidate; {@link Long#MAX_VALUE} where the
   *     node will be exchanged for another
   */
  public int choose(LabelTally tally, int current, long weight, long[] loads, long cap) {
    int best = NONE;
    long bestSum = 0;
    for (int i = 0; i < tally.size(); i++) {
      long sum = tally.sumAt(i);
      int label = tally.label(i);
      if (label == current || sum < bestSum || loads[label] > cap - weight) {
        continue;
      }
      if (best == NONE || sum > bestSum || emptier(loads, label, best)) {
        best = label;
        bestSum = sum;
      }
    }
    gain = best == NONE ? 0 : bestSum - tally.sum(current);
    return best;
  }

  /** By how much the cut falls if the last choice is taken. */
  public long gain() {
    return gain;
  }

  private static boolean emptier(long[] loads, int part, int other) {
    return loads[part] < loads[other] || loads[part] == loads[other] && part < other;
  }
}
