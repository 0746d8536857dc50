package dev.prima.core.partition;

/** A stable merge sort of indices by what they stand for, without boxing. */
final class IndexSort {
  private static final int SHORT = 12;

  /** Which of two indices comes first. */
  @FunctionalInterface
  interface Order {
    /** Negative if {@code a} comes first, positive if {@code b} does, 0 to keep their order. */
    int compare(int a, int b);
  }

  private IndexSort() {}

  static void sort(int[] indices, Order order) {
    sort(indices, new int[indices.length], 0, indices.length, order);
  }

  private static void sort(int[] a, int[] spare, int from, int to, Order order) {
    if (to - from <= SHORT) {
      insertionSort(a, from, to, order);
      return;
    }
    int middle = from + to >>> 1;
    sort(a, spare, from, middle, order);
    sort(a, spare, middle, to, order);
    if (order.compare(a[middle - 1], a[middle]) <= 0) {
      return;
    }
    System.arraycopy(a, from, spare, from, middle - from);
    int left = from;
    int right = middle;
    for (int at = from; left < middle; at++) {
      a[at] = right < to && order.compare(a[right], spare[left]) < 0 ? a[right++] : spare[left++];
    }
  }

  private static void insertionSort(int[] a, int from, int to, Order order) {
    for (int i = from + 1; i < to; i++) {
      int moved = a[i];
      int at = i;
      while (at > from && order.compare(a[at - 1], moved) > 0) {
        a[at] = a[at - 1];
        at--;
      }
      a[at] = moved;
    }
  }
}
