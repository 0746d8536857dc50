package dev.prima.core.partition;

import java.util.Arrays;

/**
 * What stands for chance: functions of keys and round numbers that every machine agrees on. All
 * ties and coins of this package come from here.
 *
 * @see <a href="https://doi.org/10.1145/2714064.2660195">Steele, Lea, Flood, Fast splittable
 *     pseudorandom number generators (OOPSLA 2014), mix64 variant 13</a>
 */
public final class StableHash {
  private static final int INDEX_BITS = 31;
  private static final long INDEX_MASK = (1L << INDEX_BITS) - 1;
  private static final int COIN_BIT = 17;

  private StableHash() {}

  /** A bijection of 64-bit numbers in which every bit of the input moves half of the output. */
  public static long mix64(long value) {
    long z = value + 0x9E3779B97F4A7C15L;
    z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }

  /** Where a key stands among others in the random order of a round. */
  public static long rank(long key, long round) {
    return mix64(key ^ mix64(round));
  }

  /** Whether a node may move in this round: true for about half of all keys. */
  public static boolean coin(long key, long round) {
    return (rank(key, round) >>> COIN_BIT & 1) == 1;
  }

  /** The part of a key under placement by hash, 0 to {@code parts - 1}. */
  public static int part(long key, int parts) {
    return (int) Long.remainderUnsigned(mix64(key), parts);
  }

  /** All nodes in the random order of a round. */
  static int[] order(Graph graph, long round) {
    long[] packed = new long[graph.nodes()];
    for (int v = 0; v < packed.length; v++) {
      packed[v] = rank(graph.key(v), round) & ~INDEX_MASK | v;
    }
    return unpack(packed);
  }

  /** All nodes, few neighbours first, among equals in the random order of a round. */
  static int[] orderByDegree(Graph graph, long round) {
    long[] packed = new long[graph.nodes()];
    for (int v = 0; v < packed.length; v++) {
      long degree = Math.min(graph.degree(v), (1 << 16) - 1);
      packed[v] = degree << 47 | rank(graph.key(v), round) >>> 48 << INDEX_BITS | v;
    }
    return unpack(packed);
  }

  // Hash above, index below: primitive sorting then gives the order and breaks its ties at once.
  private static int[] unpack(long[] packed) {
    Arrays.sort(packed);
    int[] order = new int[packed.length];
    for (int i = 0; i < order.length; i++) {
      order[i] = (int) (packed[i] & INDEX_MASK);
    }
    return order;
  }
}
