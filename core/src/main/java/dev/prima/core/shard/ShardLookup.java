package dev.prima.core.shard;

import java.io.Serializable;
import java.util.Arrays;

/**
 * Finds the place of an agent by its id, in 20 to 40 bytes an agent: ids are held as 128 bits of
 * hash, so that a map of a million agents fits every executor.
 *
 * <p>Immutable and thread-safe once built.
 */
public final class ShardLookup implements Serializable {
  private static final long serialVersionUID = 1L;

  /** What {@link #find} returns for an unknown agent. */
  public static final long UNKNOWN = -1;

  private static final long SEED_LOW = 0;
  private static final long SEED_HIGH = 0x5052494D41L;

  private final long[] low;
  private final long[] high;
  private final int[] places;
  private final int mask;
  private final int size;

  private ShardLookup(long[] low, long[] high, int[] places, int size) {
    this.low = low;
    this.high = high;
    this.places = places;
    this.mask = low.length - 1;
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
    long l = XxHash64.hash(id, offset, length, SEED_LOW);
    long h = XxHash64.hash(id, offset, length, SEED_HIGH);
    for (int i = (int) l & mask; places[i] != 0; i = i + 1 & mask) {
      if (low[i] == l && high[i] == h) {
        return places[i] - 1;
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
    private long[] low;
    private long[] high;
    private int[] places;
    private int size;

    public Builder(int expected) {
      int capacity = Math.max(16, Integer.highestOneBit(Math.max(8, expected)) << 2);
      low = new long[capacity];
      high = new long[capacity];
      places = new int[capacity];
    }

    /** Adds an agent by the two hashes of its id. */
    public void add(long lowHash, long highHash, int place) {
      if (size * 2L >= low.length) {
        grow();
      }
      put(lowHash, highHash, place + 1);
      size++;
    }

    private void put(long l, long h, int stored) {
      int mask = low.length - 1;
      int i = (int) l & mask;
      while (places[i] != 0) {
        i = i + 1 & mask;
      }
      low[i] = l;
      high[i] = h;
      places[i] = stored;
    }

    private void grow() {
      long[] oldLow = low;
      long[] oldHigh = high;
      int[] oldPlaces = places;
      low = new long[oldLow.length * 2];
      high = new long[oldLow.length * 2];
      places = new int[oldLow.length * 2];
      for (int i = 0; i < oldPlaces.length; i++) {
        if (oldPlaces[i] != 0) {
          put(oldLow[i], oldHigh[i], oldPlaces[i]);
        }
      }
    }

    public ShardLookup build() {
      return new ShardLookup(
          Arrays.copyOf(low, low.length),
          Arrays.copyOf(high, high.length),
          Arrays.copyOf(places, places.length),
          size);
    }
  }
}
