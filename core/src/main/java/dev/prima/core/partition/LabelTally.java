package dev.prima.core.partition;

import java.util.Arrays;

/**
 * Adds up, for one node at a time, the weight of its edges by the label (cluster or part) at their
 * other end: {@code acc(v, l)} of label propagation. Grows to the number of different labels that a
 * node sees, whatever their range. Reused from node to node; not thread-safe.
 *
 * @see "Raghavan, Albert, Kumara, Near linear time algorithm to detect community structures
 *     (Physical Review E 2007)"
 */
public final class LabelTally {
  private static final int FREE = -1;
  private static final int FIRST_SLOTS = 64;

  private int[] labels = new int[FIRST_SLOTS];
  private long[] sums = new long[FIRST_SLOTS];
  private int[] slots = new int[FIRST_SLOTS / 2];
  private int size;

  public LabelTally() {
    Arrays.fill(labels, FREE);
  }

  /** Forgets all sums, in time that their number takes. */
  public void clear() {
    for (int i = 0; i < size; i++) {
      labels[slots[i]] = FREE;
    }
    size = 0;
  }

  /** Adds to a label's sum; labels are 0 or more. */
  public void add(int label, long weight) {
    int slot = slot(label);
    if (labels[slot] == FREE) {
      if (size == slots.length) {
        grow();
        slot = slot(label);
      }
      labels[slot] = label;
      sums[slot] = 0;
      slots[size++] = slot;
    }
    sums[slot] += weight;
  }

  /** Forgets, then tallies a node's neighbours by their labels; negative labels do not count. */
  public void gather(Graph graph, int node, int[] label) {
    clear();
    int end = graph.end(node);
    for (int place = graph.start(node); place < end; place++) {
      int at = label[graph.neighbour(place)];
      if (at >= 0) {
        add(at, graph.edgeWeight(place));
      }
    }
  }

  /** A label's sum, 0 for one that was not seen. */
  public long sum(int label) {
    int slot = slot(label);
    return labels[slot] == FREE ? 0 : sums[slot];
  }

  /** How many different labels were seen. */
  public int size() {
    return size;
  }

  /** The label that was seen as the i-th. */
  public int label(int i) {
    return labels[slots[i]];
  }

  /** The sum of the label that was seen as the i-th. */
  public long sumAt(int i) {
    return sums[slots[i]];
  }

  private int slot(int label) {
    int mask = labels.length - 1;
    int slot = (label * 0x9E3779B9 >>> 7) & mask;
    while (labels[slot] != FREE && labels[slot] != label) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  private void grow() {
    int[] oldLabels = labels;
    long[] oldSums = sums;
    labels = new int[2 * oldLabels.length];
    sums = new long[labels.length];
    Arrays.fill(labels, FREE);
    slots = Arrays.copyOf(slots, labels.length / 2);
    for (int i = 0; i < size; i++) {
      int slot = slot(oldLabels[slots[i]]);
      labels[slot] = oldLabels[slots[i]];
      sums[slot] = oldSums[slots[i]];
      slots[i] = slot;
    }
  }
}
