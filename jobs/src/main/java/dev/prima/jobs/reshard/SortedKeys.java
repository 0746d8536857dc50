package dev.prima.jobs.reshard;

import java.io.Serializable;

/**
 * Hashes in ascending order, found at once: because hashes are spread evenly, their first bits tell
 * where to look, within a few places. Ten to twelve bytes each. Immutable.
 */
final class SortedKeys implements Serializable {
  private static final long serialVersionUID = 1L;

  /** What {@link #find} returns for a key that is not there. */
  static final int NONE = -1;

  private final long[] keys;
  // Where the keys with the same first bits begin, and one more: where the last of them end.
  private final int[] begins;
  private final int shift;

  /**
   * @param keys ascending; a key may stand several times
   */
  SortedKeys(long[] keys) {
    this.keys = keys;
    int groups = Math.max(2, Integer.highestOneBit(Math.max(1, keys.length)));
    shift = Long.SIZE - Integer.numberOfTrailingZeros(groups);
    begins = new int[groups + 1];
    int next = 0;
    for (int i = 0; i < keys.length; i++) {
      for (int group = group(keys[i]); next <= group; next++) {
        begins[next] = i;
      }
    }
    for (; next <= groups; next++) {
      begins[next] = keys.length;
    }
  }

  private int group(long key) {
    // In the order of signed numbers.
    return (int) ((key ^ Long.MIN_VALUE) >>> shift);
  }

  int size() {
    return keys.length;
  }

  /** All keys; a copy. */
  long[] toArray() {
    return keys.clone();
  }

  /** The first place of a key, or {@link #NONE}. */
  int find(long key) {
    int group = group(key);
    int from = begins[group];
    int to = begins[group + 1];
    // Evenly spread keys leave one or two; others are halved until no more are left.
    while (from < to) {
      int middle = from + to >>> 1;
      if (keys[middle] < key) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from < keys.length && keys[from] == key ? from : NONE;
  }
}
