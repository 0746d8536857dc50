package dev.prima.core.partition;

import java.util.Arrays;
import java.util.function.IntToLongFunction;

/**
 * Which number each part gets, so that numbers follow from the data and not from the order in which
 * parts were found.
 */
public final class PartNumbering {
  /** Beyond as many parts the best assignment takes too long, and a greedy one has to do. */
  private static final int MOST_PARTS_ASSIGNED = 1_000;

  private PartNumbering() {}

  /**
   * By least member key, empty parts last: the new number of each part.
   *
   * @param leastKeys of each part; ignored for empty parts
   * @param loads of each part; 0 for empty ones
   */
  public static int[] byLeastKey(long[] leastKeys, long[] loads) {
    int[] order = places(loads.length);
    IndexSort.sort(
        order,
        (a, b) ->
            loads[a] == 0 || loads[b] == 0
                ? Boolean.compare(loads[a] == 0, loads[b] == 0)
                : Long.compare(leastKeys[a], leastKeys[b]));
    int[] number = new int[loads.length];
    for (int i = 0; i < order.length; i++) {
      number[order[i]] = i;
    }
    return number;
  }

  /**
   * By a previous numbering: the numbers are given to the parts so that the most load keeps the
   * number that it had, exactly so up to 1,000 parts, greedily beyond.
   *
   * @param overlap {@code overlap[p][q]} is what part p holds of the previous part q; square
   */
  public static int[] byOverlap(long[][] overlap) {
    return overlap.length <= MOST_PARTS_ASSIGNED ? Assignment.most(overlap) : greedily(overlap);
  }

  /**
   * The same placement with its parts numbered by least member key.
   *
   * @param keyOf ascending
   * @param part of each node; negative for those without one, who keep that
   */
  public static int[] numbered(IntToLongFunction keyOf, int[] part, int parts) {
    long[] leastKeys = new long[parts];
    long[] members = new long[parts];
    for (int v = 0; v < part.length; v++) {
      // Nodes ascend by key: the first member is the least.
      if (part[v] >= 0 && members[part[v]]++ == 0) {
        leastKeys[part[v]] = keyOf.applyAsLong(v);
      }
    }
    int[] number = byLeastKey(leastKeys, members);
    int[] result = new int[part.length];
    Arrays.setAll(result, v -> part[v] < 0 ? part[v] : number[part[v]]);
    return result;
  }

  // Parts that agree most with any previous one choose first.
  private static int[] greedily(long[][] overlap) {
    int parts = overlap.length;
    long[] most = new long[parts];
    for (int p = 0; p < parts; p++) {
      most[p] = Arrays.stream(overlap[p]).max().orElse(0);
    }
    int[] order = places(parts);
    IndexSort.sort(order, (a, b) -> Long.compare(most[b], most[a]));
    boolean[] taken = new boolean[parts];
    int[] number = new int[parts];
    for (int p : order) {
      int best = -1;
      for (int q = 0; q < parts; q++) {
        if (!taken[q] && (best < 0 || overlap[p][q] > overlap[p][best])) {
          best = q;
        }
      }
      taken[best] = true;
      number[p] = best;
    }
    return number;
  }

  private static int[] places(int count) {
    int[] places = new int[count];
    for (int i = 0; i < count; i++) {
      places[i] = i;
    }
    return places;
  }
}
