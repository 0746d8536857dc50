package dev.prima.jobs.reshard;

import java.io.Serializable;
import java.util.Arrays;

/**
 * A set of ids, each by two independent 64-bit hashes; with the 32-bit hash by which the legacy
 * network placed it. Not thread-safe.
 */
final class IdSet {
  private long[] keys;
  private long[] checks;
  private int[] legacy;
  private boolean[] used;
  private int size;

  IdSet(int expected) {
    allocate(Math.max(64, Integer.highestOneBit(Math.max(1, expected)) << 2));
  }

  /**
   * Ids of a set as arrays.
   *
   * @param keys the first hash, in ascending order once {@link IdSet#sorted()}
   * @param checks the second hash
   * @param legacy the legacy hash
   */
  record Ids(long[] keys, long[] checks, int[] legacy) implements Serializable {}

  int size() {
    return size;
  }

  void add(long key, long check, int legacyHash) {
    if (2 * size >= keys.length) {
      Ids all = sorted();
      allocate(2 * keys.length);
      size = 0;
      addAll(all);
    }
    int slot = (int) key & keys.length - 1;
    while (used[slot]) {
      if (keys[slot] == key && checks[slot] == check) {
        return;
      }
      slot = slot + 1 & keys.length - 1;
    }
    used[slot] = true;
    keys[slot] = key;
    checks[slot] = check;
    legacy[slot] = legacyHash;
    size++;
  }

  void addAll(Ids ids) {
    for (int i = 0; i < ids.keys.length; i++) {
      add(ids.keys[i], ids.checks[i], ids.legacy[i]);
    }
  }

  /** All ids in ascending order of their first hash. */
  Ids sorted() {
    long[] ordered = new long[size];
    int n = 0;
    for (int slot = 0; slot < used.length; slot++) {
      if (used[slot]) {
        ordered[n++] = keys[slot];
      }
    }
    Arrays.sort(ordered);
    long[] orderedChecks = new long[size];
    int[] orderedLegacy = new int[size];
    boolean[] taken = new boolean[size];
    for (int slot = 0; slot < used.length; slot++) {
      if (used[slot]) {
        int place = Arrays.binarySearch(ordered, keys[slot]);
        while (place > 0 && ordered[place - 1] == keys[slot]) {
          place--;
        }
        while (taken[place]) {
          place++;
        }
        taken[place] = true;
        orderedChecks[place] = checks[slot];
        orderedLegacy[place] = legacy[slot];
      }
    }
    return new Ids(ordered, orderedChecks, orderedLegacy);
  }

  private void allocate(int slots) {
    keys = new long[slots];
    checks = new long[slots];
    legacy = new int[slots];
    used = new boolean[slots];
  }
}
