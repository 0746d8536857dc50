package dev.prima.core.mapping;

import dev.prima.core.schema.RowPage;
import java.util.Arrays;

/**
 * Values of one target column for a page. Bytes are slices of the source column's heap until a
 * conversion makes a new value, which copies the heap once.
 */
final class MappedColumn {
  private final boolean[] present;
  private final long[] words;
  private byte[] heap;
  private int heapSize;
  private boolean ownHeap;

  MappedColumn(int rows, byte[] sourceHeap) {
    present = new boolean[rows];
    words = new long[rows];
    heap = sourceHeap;
    heapSize = sourceHeap.length;
  }

  void word(int row, long value) {
    words[row] = value;
    present[row] = true;
  }

  /** Takes over a slice of the source column's heap as it is. */
  void slice(int row, long slice) {
    word(row, slice);
  }

  void bytes(int row, byte[] value) {
    int needed = Math.addExact(heapSize, value.length);
    if (!ownHeap || needed > heap.length) {
      heap =
          Arrays.copyOf(
              heap,
              (int) Math.min(Integer.MAX_VALUE - 8, Math.max(needed, heapSize * 3L / 2 + 64)));
      ownHeap = true;
    }
    System.arraycopy(value, 0, heap, heapSize, value.length);
    word(row, RowPage.slice(heapSize, value.length));
    heapSize = needed;
  }

  boolean isNull(int row) {
    return !present[row];
  }

  long word(int row) {
    return words[row];
  }

  byte[] heap() {
    return heap;
  }
}
