package dev.prima.core.partition;

import java.util.Arrays;

/** The moves that nodes propose in one round, in ascending order of nodes, and so of keys. */
public final class Proposals {
  private int[] nodes = new int[64];
  private int[] targets = new int[64];
  private long[] gains = new long[64];
  private int size;

  public void add(int node, int target, long gain) {
    if (size == nodes.length) {
      nodes = Arrays.copyOf(nodes, 2 * size);
      targets = Arrays.copyOf(targets, 2 * size);
      gains = Arrays.copyOf(gains, 2 * size);
    }
    nodes[size] = node;
    targets[size] = target;
    gains[size++] = gain;
  }

  public int size() {
    return size;
  }

  public int node(int i) {
    return nodes[i];
  }

  public int to(int i) {
    return targets[i];
  }

  public long gain(int i) {
    return gains[i];
  }

  /** Places of all proposals by target, then gain (falling), then key. */
  public int[] byTarget() {
    int[] order = places();
    IndexSort.sort(
        order,
        (a, b) ->
            targets[a] != targets[b]
                ? Integer.compare(targets[a], targets[b])
                : Long.compare(gains[b], gains[a]));
    return order;
  }

  /** Places of all proposals by where nodes are, then target, then gain (falling), then key. */
  int[] byWay(int[] part) {
    int[] order = places();
    IndexSort.sort(
        order,
        (a, b) -> {
          if (part[nodes[a]] != part[nodes[b]]) {
            return Integer.compare(part[nodes[a]], part[nodes[b]]);
          }
          return targets[a] != targets[b]
              ? Integer.compare(targets[a], targets[b])
              : Long.compare(gains[b], gains[a]);
        });
    return order;
  }

  private int[] places() {
    int[] places = new int[size];
    for (int i = 0; i < size; i++) {
      places[i] = i;
    }
    return places;
  }
}
