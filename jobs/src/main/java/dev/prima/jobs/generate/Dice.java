package dev.prima.jobs.generate;

/**
 * Random numbers that depend on a seed and a place only, never on what was drawn before: a row is
 * the same in whichever file and order it is written. SplitMix64 (Steele, Lea and Flood, 2014). Not
 * thread-safe.
 */
final class Dice {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private final long seed;
  private long state;

  Dice(long seed) {
    this.seed = mix(seed + GOLDEN);
  }

  /** Starts anew at the given place. */
  Dice at(Stream stream, long row) {
    state = mix(seed ^ mix(row * GOLDEN + stream.ordinal()));
    return this;
  }

  long next() {
    state += GOLDEN;
    return mix(state);
  }

  /** Evenly 0 to {@code bound - 1}. */
  int below(int bound) {
    return (int) ((next() >>> 33) * bound >>> 31);
  }

  /** Evenly 0 (inclusive) to 1 (exclusive). */
  double unit() {
    return (next() >>> 11) * 0x1.0p-53;
  }

  boolean chance(double probability) {
    return unit() < probability;
  }

  <T> T pick(T[] values) {
    return values[below(values.length)];
  }

  /** Evenly {@code low} to {@code high}, two decimals. */
  double between(double low, double high) {
    return Math.round((low + unit() * (high - low)) * 100) / 100.0;
  }

  private static long mix(long z) {
    long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
    return b ^ (b >>> 31);
  }

  /** What is drawn for; each has numbers of its own. New ones go to the end, or seeds change. */
  enum Stream {
    COMMUNITY,
    MEMBER,
    SHUFFLE,
    EDGES,
    AGENT,
    AGENT_STATE,
    CONNECTION,
    CONNECTION_STATE,
    MESSAGE,
    MESSAGE_STATE,
    SPORE,
    CRYSTAL,
    MEASUREMENT,
    ENTANGLEMENT,
    CACHE,
    WORK,
    WORK_STATE,
    COLLECTIVE,
    MEMBERSHIP,
    PLACEMENT,
    DIRT
  }
}
