package dev.prima.core.partition;

/**
 * Exchanges nodes between two parts: the n-th best that wants to go there with the n-th best that
 * wants to come back, as long as both together gain. Between nodes of one weight the loads stay as
 * they are, however full the parts.
 *
 * @see "Kabiljo et al., Social Hash Partitioner (VLDB 2017)"
 */
public final class SwapMatching {
  private SwapMatching() {}

  /**
   * Which of the pairs are exchanged: {@code taken[n]} holds for the n-th of both.
   *
   * @param gains of those who want to go, falling
   * @param weights of the same nodes
   * @param backGains of those who want to come back, falling
   * @param backWeights of the same nodes
   * @param roomThere by how much the load there may rise on the whole; below 0 means 0
   * @param roomHere by how much the load here may rise on the whole; below 0 means 0
   */
  public static boolean[] match(
      long[] gains,
      long[] weights,
      long[] backGains,
      long[] backWeights,
      long roomThere,
      long roomHere) {
    int pairs = Math.min(gains.length, backGains.length);
    boolean[] taken = new boolean[pairs];
    long net = 0;
    for (int n = 0; n < pairs && gains[n] + backGains[n] > 0; n++) {
      long after = net + weights[n] - backWeights[n];
      if (after <= Math.max(0, roomThere) && -after <= Math.max(0, roomHere)) {
        taken[n] = true;
        net = after;
      }
    }
    return taken;
  }
}
