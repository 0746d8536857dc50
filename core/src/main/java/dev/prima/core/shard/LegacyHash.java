package dev.prima.core.shard;

/**
 * The legacy placement, at random: the 32-bit string hash {@code h = 31 h + c} of the id, its
 * amount modulo the number of shards.
 *
 * @see "LEGACY.md, Profile prima"
 */
public final class LegacyHash {
  private LegacyHash() {}

  public static int shard(String agentId, int shards) {
    // In 64 bits: the amount of -2^31 is no int.
    return (int) (Math.abs((long) agentId.hashCode()) % shards);
  }
}
