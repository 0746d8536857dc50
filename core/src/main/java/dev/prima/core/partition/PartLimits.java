package dev.prima.core.partition;

/**
 * How many parts, and how much each may hold at most. Integers only, so that every machine gets the
 * same limits.
 *
 * @param parts at least 1
 * @param cap no part's load exceeds it; parts times cap is at least the whole load
 */
public record PartLimits(int parts, long cap) {
  /** A part holds at most this many percent more than the mean. */
  public static final int IMBALANCE_PERCENT = 5;

  /** Below this mean load a part is not worth having. */
  public static final int LEAST_MEAN = 32;

  private static final int CLUSTERS_PER_PART = 12;
  private static final int GROWTH_PER_LEVEL = 16;

  public PartLimits {
    if (parts < 1 || cap < 0) {
      throw new IllegalArgumentException(
          "Parts must be 1 or more and the cap 0 or more, not " + parts + " and " + cap);
    }
  }

  /** For as many parts as asked for, however small they become. */
  public static PartLimits of(long load, int parts) {
    return new PartLimits(parts, cap(load, parts, IMBALANCE_PERCENT));
  }

  /** For as many parts as asked for, or fewer where these would hold less than 32 on average. */
  public static PartLimits forAtMost(long load, int parts) {
    boolean enough = load / LEAST_MEAN >= parts;
    return of(load, enough ? parts : (int) Math.max(1, load / LEAST_MEAN));
  }

  /** The same with a cap that is not below another, such as the previous run's. */
  public PartLimits withCapAtLeast(long other) {
    return new PartLimits(parts, Math.max(cap, other));
  }

  /**
   * For the nodes that have edges, before the others fill up what is left: not above the mean of
   * the connected by more than some percent, so that these are spread evenly too.
   */
  public PartLimits forConnected(long connectedLoad, int imbalancePercent) {
    return new PartLimits(parts, Math.min(cap, cap(connectedLoad, parts, imbalancePercent)));
  }

  /**
   * The most that a cluster may hold when a graph of this load and so many nodes is coarsened: 16
   * mean nodes, so that levels shrink evenly, and never more than a twelfth of a part, so that
   * parts can still be filled exactly.
   */
  public long clusterLimit(long load, int nodes) {
    long grown =
        nodes == 0
            ? 2
            : Math.max(
                2, load / nodes * GROWTH_PER_LEVEL + load % nodes * GROWTH_PER_LEVEL / nodes);
    return Math.max(2, Math.min(cap / CLUSTERS_PER_PART, grown));
  }

  private static long cap(long load, int parts, int imbalancePercent) {
    // Divided first: 105 times a load need not fit into a long.
    long mean = load / parts;
    long rest = load % parts * (100 + imbalancePercent) / parts;
    long spare = mean / 100 * imbalancePercent + (mean % 100 * imbalancePercent + rest) / 100;
    return Math.max(mean + (load % parts == 0 ? 0 : 1), mean + spare);
  }
}
