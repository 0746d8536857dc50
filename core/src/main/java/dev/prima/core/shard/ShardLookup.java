package dev.prima.core.shard;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Finds the place of an agent by its id, in 36 bytes an agent where their number is known before,
 * else in up to 72: ids are held as 128 bits of hash, so that the map fits every executor.
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
  private final int size;

  private ShardLookup(long[] slots, int size) {
    this.slots = slots;
    this.size = size;
  }

  /**
   * Where to look first: upper bits of the hash as a share of all slots, however many there are.
   */
  private static int first(long low, int count) {
    return (int) ((low >>> 32) * count >>> 32);
  }

  private static int next(int slot, int count) {
    return slot + 1 == count ? 0 : slot + 1;
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
    int count = slots.length / WIDTH;
    for (int i = first(low, count); slots[WIDTH * i + PLACE] != 0; i = next(i, count)) {
      if (slots[WIDTH * i] == low
          && slots[WIDTH * i + HIGH] == XxHash64.hash(id, offset, length, SEED_HIGH)) {
        return slots[WIDTH * i + PLACE] - 1;
      }
    }
    return UNKNOWN;
  }

  /** The same of an id as text; {@link #UNKNOWN} for none at all. */
  public long find(@Nullable String id) {
    if (id == null) {
      return UNKNOWN;
    }
    byte[] utf8 = id.getBytes(StandardCharsets.UTF_8);
    return find(utf8, 0, utf8.length);
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
    private static final int LEAST = 16;

    private long[] slots;
    private int size;

    public Builder(int expected) {
      slots = free(Math.max(LEAST, Math.addExact(expected, expected / 2 + 1)));
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
      int count = slots.length / WIDTH;
      int i = first(low, count);
      while (slots[WIDTH * i + PLACE] != 0) {
        i = next(i, count);
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

    /** Hands them over; begins anew with none. */
    public ShardLookup build() {
      ShardLookup built = new ShardLookup(slots, size);
      slots = free(LEAST);
      size = 0;
      return built;
    }
  }
}
