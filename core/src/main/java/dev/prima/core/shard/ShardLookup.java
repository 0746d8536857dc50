package dev.prima.core.shard;

import java.io.Serializable;

/**
 * Finds the place of an agent by its id, in 36 to 72 bytes an agent: ids are held as 128 bits of
 * hash, so that a map of a million agents fits every executor.
 *
 * <p>Immutable and thread-safe once built.
 */
public final class ShardLookup implements Serializable {
  private static final long serialVersionUID = 2L;

  /** What {@link #find} returns for an unknown agent. */
  public static final long UNKNOWN = -1;

  private static final long SEED_LOW = 0;
  private static final long SEED_HIGH = 0x5052494D41L;

  /** What stands of an agent stands together: each look-up waits for memory about once. */
  private static final int WIDTH = 3;

  private static final int HIGH = 1;
  private static final int PLACE = 2;

  // Slots of the low hash, the high hash, and the place plus 1; 0 in a free one.
  private final long[] slots;
  private final int mask;
  private final int size;

  private ShardLookup(long[] slots, int size) {
    this.slots = slots;
    this.mask = slots.length / WIDTH - 1;
    this.size = size;
  }

  /** How many agents it knows. */
  public int size() {
    return size;
  }

  /**
   * The place of an agent: the region's ordinal times 32,768 plus the shard; {@link #UNKNOWN} for
   * none.
   */
  public long find(byte[] id, int offset, int length) {
    long low = XxHash64.hash(id, offset, length, SEED_LOW);
    for (int i = (int) low & mask; slots[WIDTH * i + PLACE] != 0; i = i + 1 & mask) {
      if (slots[WIDTH * i] == low
          && slots[WIDTH * i + HIGH] == XxHash64.hash(id, offset, length, SEED_HIGH)) {
        return slots[WIDTH * i + PLACE] - 1;
      }
    }
    return UNKNOWN;
  }

  public static int region(long place) {
    return (int) (place >> 15);
  }

  public static int shard(long place) {
    return (int) place & 0x7fff;
  }

  /** Packs a place. */
  public static int place(int region, int shard) {
    return region << 15 | shard;
  }

  public static long lowHash(byte[] id) {
    return XxHash64.hash(id, 0, id.length, SEED_LOW);
  }

  public static long highHash(byte[] id) {
    return XxHash64.hash(id, 0, id.length, SEED_HIGH);
  }

  /** Collects agents; each id once. */
  public static final class Builder {
    private long[] slots;
    private int size;

    public Builder(int expected) {
      int enough = Math.max(16, Math.addExact(expected, expected / 2));
      slots = free(Integer.highestOneBit(enough - 1) << 1);
    }

    private static long[] free(int count) {
      return new long[Math.multiplyExact(WIDTH, count)];
    }

    /** Adds an agent by the two hashes of its id. */
    public void add(long lowHash, long highHash, int place) {
      if (size * 3L >= slots.length / WIDTH * 2L) {
        grow();
      }
      put(lowHash, highHash, place + 1L);
      size++;
    }

    private void put(long low, long high, long stored) {
      int mask = slots.length / WIDTH - 1;
      int i = (int) low & mask;
      while (slots[WIDTH * i + PLACE] != 0) {
        i = i + 1 & mask;
      }
      slots[WIDTH * i] = low;
      slots[WIDTH * i + HIGH] = high;
      slots[WIDTH * i + PLACE] = stored;
    }

    private void grow() {
      long[] old = slots;
      slots = free(Math.multiplyExact(old.length / WIDTH, 2));
      for (int i = 0; i < old.length; i += WIDTH) {
        if (old[i + PLACE] != 0) {
          put(old[i], old[i + HIGH], old[i + PLACE]);
        }
      }
    }

    public ShardLookup build() {
      return new ShardLookup(slots.clone(), size);
    }
  }
}
