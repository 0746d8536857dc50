package dev.prima.core.partition;

/** Placement by hash: what a partition is measured against and what it falls back to. */
public final class HashPlacement {
  private HashPlacement() {}

  /** Each node's part by its key alone. */
  public static int[] of(Graph graph, int parts) {
    int[] part = new int[graph.nodes()];
    for (int v = 0; v < part.length; v++) {
      part[v] = StableHash.part(graph.key(v), parts);
    }
    return part;
  }
}
