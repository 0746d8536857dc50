package dev.prima.core.partition;

/**
 * The loads of parts, of which the emptiest is known at any time (ties to the lower number): a
 * tournament tree, so that a change costs log(parts).
 */
final class PartLoads {
  private final long[] loads;
  private final int[] winner;
  private final int leaves;

  /** Takes the array over and keeps it up to date. */
  PartLoads(long[] loads) {
    this.loads = loads;
    this.leaves = Math.max(1, Integer.highestOneBit(Math.max(1, 2 * loads.length - 1)));
    this.winner = new int[2 * leaves];
    for (int i = 0; i < leaves; i++) {
      winner[leaves + i] = i < loads.length ? i : -1;
    }
    for (int i = leaves - 1; i > 0; i--) {
      winner[i] = emptier(winner[2 * i], winner[2 * i + 1]);
    }
  }

  long[] loads() {
    return loads;
  }

  long load(int part) {
    return loads[part];
  }

  int emptiest() {
    return winner[1];
  }

  void add(int part, long weight) {
    loads[part] += weight;
    for (int i = leaves + part >>> 1; i > 0; i >>>= 1) {
      winner[i] = emptier(winner[2 * i], winner[2 * i + 1]);
    }
  }

  private int emptier(int part, int other) {
    if (part < 0 || other < 0) {
      return Math.max(part, other);
    }
    if (loads[part] != loads[other]) {
      return loads[part] < loads[other] ? part : other;
    }
    return Math.min(part, other);
  }
}
