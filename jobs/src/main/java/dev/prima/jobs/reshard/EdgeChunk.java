package dev.prima.jobs.reshard;

import java.io.Serializable;
import java.util.Arrays;

/**
 * Edges between numbered nodes, some thousands in one object, so that a shuffle moves a few arrays
 * instead of millions of rows.
 *
 * @param from one end of each edge
 * @param to the other end
 * @param weights positive
 */
record EdgeChunk(int[] from, int[] to, long[] weights) implements Serializable {
  int size() {
    return from.length;
  }

  /** Collects edges. Not thread-safe. */
  static final class Builder {
    private int[] from = new int[64];
    private int[] to = new int[64];
    private long[] weights = new long[64];
    private int size;

    void add(int a, int b, long weight) {
      if (size == from.length) {
        from = Arrays.copyOf(from, 2 * size);
        to = Arrays.copyOf(to, 2 * size);
        weights = Arrays.copyOf(weights, 2 * size);
      }
      from[size] = a;
      to[size] = b;
      weights[size++] = weight;
    }

    void addAll(EdgeChunk chunk) {
      int needed = size + chunk.size();
      if (needed > from.length) {
        int room = Math.max(needed, 2 * from.length);
        from = Arrays.copyOf(from, room);
        to = Arrays.copyOf(to, room);
        weights = Arrays.copyOf(weights, room);
      }
      System.arraycopy(chunk.from, 0, from, size, chunk.size());
      System.arraycopy(chunk.to, 0, to, size, chunk.size());
      System.arraycopy(chunk.weights, 0, weights, size, chunk.size());
      size = needed;
    }

    int size() {
      return size;
    }

    /** What was collected; the builder is empty afterwards. */
    EdgeChunk take() {
      EdgeChunk chunk =
          new EdgeChunk(
              Arrays.copyOf(from, size), Arrays.copyOf(to, size), Arrays.copyOf(weights, size));
      size = 0;
      return chunk;
    }
  }
}
