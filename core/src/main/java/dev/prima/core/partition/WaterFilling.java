package dev.prima.core.partition;

import java.util.stream.IntStream;

/**
 * How many nodes that nobody misses (isolated ones, of weight 1) each part takes in, so that the
 * emptiest are filled first and all end as even as they can. Ranges instead of single decisions:
 * with the nodes in a fixed order, the first range goes to part 0, the next to part 1, and so on,
 * so that neighbours in that order stay together.
 */
public final class WaterFilling {
  private final long[] upTo;

  private WaterFilling(long[] upTo) {
    this.upTo = upTo;
  }

  /** Levels {@code count} nodes over parts of these loads. */
  public static WaterFilling of(long[] loads, long count) {
    long low = 0;
    long high = count;
    for (long load : loads) {
      high = Math.max(high, Math.addExact(load, count));
    }
    // The highest level that the nodes can fill everywhere.
    while (low < high) {
      long middle = low + (high - low + 1) / 2;
      if (needed(loads, middle) <= count) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    long spare = count - needed(loads, low);
    long[] upTo = new long[loads.length];
    long sum = 0;
    for (int p = 0; p < loads.length; p++) {
      sum += Math.max(0, low - loads[p]);
      if (spare > 0 && loads[p] <= low) {
        sum++;
        spare--;
      }
      upTo[p] = sum;
    }
    return new WaterFilling(upTo);
  }

  /**
   * Gives the nodes without a part to the emptiest parts, those of a kind side by side, among them
   * in the order of their numbers.
   *
   * @param part of each node, negative for those without one; changed in place
   * @param loads of the parts without these nodes
   * @param kinds of each node, 0 or more
   */
  public static void fill(int[] part, long[] loads, int[] kinds) {
    long[] open =
        IntStream.range(0, part.length)
            .filter(v -> part[v] < 0)
            .mapToLong(v -> (long) kinds[v] << Integer.SIZE | v)
            .sorted()
            .toArray();
    WaterFilling levels = of(loads, open.length);
    for (int rank = 0; rank < open.length; rank++) {
      part[(int) open[rank]] = levels.part(rank);
    }
  }

  /** The part of the node that is the rank-th in the fixed order, from 0. */
  public int part(long rank) {
    int low = 0;
    int high = upTo.length - 1;
    while (low < high) {
      int middle = low + high >>> 1;
      if (rank < upTo[middle]) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  private static long needed(long[] loads, long level) {
    long needed = 0;
    for (long load : loads) {
      long missing = Math.max(0, level - load);
      needed = needed > Long.MAX_VALUE - missing ? Long.MAX_VALUE : needed + missing;
    }
    return needed;
  }
}
