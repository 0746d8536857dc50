package dev.prima.core.partition;

import java.util.Arrays;

/**
 * A binary heap of nodes, the highest value on top, ties by rank, the lower first; the value of a
 * node in it can be changed. No boxing. The rank decides fully, so that the order is the same
 * whatever was done before.
 */
final class NodeHeap {
  private static final int OUT = -1;

  private final long[] rank;
  private final long[] value;
  private final int[] placeOf;
  private int[] heap = new int[64];
  private int size;

  /** For nodes 0 to {@code rank.length - 1}; equal ranks go by number. */
  NodeHeap(long[] rank) {
    this.rank = rank;
    this.value = new long[rank.length];
    this.placeOf = new int[rank.length];
    Arrays.fill(placeOf, OUT);
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** The value of the node on top. */
  long topValue() {
    return value[heap[0]];
  }

  /** Adds a node or gives it another value. */
  void put(int node, long newValue) {
    value[node] = newValue;
    if (placeOf[node] == OUT) {
      if (size == heap.length) {
        heap = Arrays.copyOf(heap, 2 * size);
      }
      heap[size] = node;
      placeOf[node] = size++;
      up(size - 1);
    } else {
      up(placeOf[node]);
      down(placeOf[node]);
    }
  }

  /** Takes a node out, if it is in. */
  void remove(int node) {
    int place = placeOf[node];
    if (place == OUT) {
      return;
    }
    placeOf[node] = OUT;
    int last = heap[--size];
    if (last != node) {
      heap[place] = last;
      placeOf[last] = place;
      up(place);
      down(placeOf[last]);
    }
  }

  int pop() {
    int top = heap[0];
    remove(top);
    return top;
  }

  void clear() {
    for (int i = 0; i < size; i++) {
      placeOf[heap[i]] = OUT;
    }
    size = 0;
  }

  private boolean before(int node, int other) {
    if (value[node] != value[other]) {
      return value[node] > value[other];
    }
    return rank[node] != rank[other] ? rank[node] < rank[other] : node < other;
  }

  private void up(int from) {
    int place = from;
    int node = heap[place];
    while (place > 0) {
      int parent = place - 1 >>> 1;
      if (!before(node, heap[parent])) {
        break;
      }
      set(place, heap[parent]);
      place = parent;
    }
    set(place, node);
  }

  private void down(int from) {
    int place = from;
    int node = heap[place];
    while (2 * place + 1 < size) {
      int child = 2 * place + 1;
      if (child + 1 < size && before(heap[child + 1], heap[child])) {
        child++;
      }
      if (!before(heap[child], node)) {
        break;
      }
      set(place, heap[child]);
      place = child;
    }
    set(place, node);
  }

  private void set(int place, int node) {
    heap[place] = node;
    placeOf[node] = place;
  }
}
