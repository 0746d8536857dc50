package dev.prima.core.partition;

import java.util.Arrays;

/**
 * Makes a {@link Graph} of rows in any order. Rows of one pair, whichever end stands first, become
 * one edge; self-loops and rows without a positive weight are left out. The same set of rows gives
 * the same graph, array for array. Not thread-safe; keeps 24 bytes a row until it is built.
 */
public final class GraphBuilder {
  private static final int FIRST_ROWS = 1024;

  /** What becomes of several rows for one pair. */
  public enum Duplicates {
    /** Their weights are added, as when edges are contracted. */
    SUM,
    /** The heaviest counts, as where rows repeat each other. */
    LARGEST
  }

  private final Duplicates duplicates;
  private long[] ends = new long[2 * FIRST_ROWS];
  private long[] weights = new long[FIRST_ROWS];
  private int rows;
  private long[] nodeKeys = new long[FIRST_ROWS];
  private int nodeRows;

  public GraphBuilder(Duplicates duplicates) {
    this.duplicates = duplicates;
  }

  /** Adds a node of weight 1; nodes with edges need not be added, others are isolated. */
  public GraphBuilder node(long key) {
    if (nodeRows == nodeKeys.length) {
      nodeKeys = Arrays.copyOf(nodeKeys, grown(nodeRows));
    }
    nodeKeys[nodeRows++] = key;
    return this;
  }

  /** Adds a row; both its ends become nodes, also where the edge itself does not count. */
  public GraphBuilder edge(long key, long otherKey, long weight) {
    if (rows == weights.length) {
      weights = Arrays.copyOf(weights, grown(rows));
      ends = Arrays.copyOf(ends, 2 * weights.length);
    }
    ends[2 * rows] = key;
    ends[2 * rows + 1] = otherKey;
    weights[rows++] = weight;
    return this;
  }

  /**
   * The graph of all that was added, nodes of weight 1.
   *
   * @throws IllegalArgumentException if there are more rows than an array can hold both ends of
   * @throws ArithmeticException if the weights add up to more than a long holds
   */
  public Graph build() {
    long[] keys = keys();
    int[] from = new int[rows];
    int[] to = new int[rows];
    for (int row = 0; row < rows; row++) {
      from[row] = Arrays.binarySearch(keys, ends[2 * row]);
      to[row] = Arrays.binarySearch(keys, ends[2 * row + 1]);
    }
    long[] ones = new long[keys.length];
    Arrays.fill(ones, 1);
    return build(keys, ones, from, to, weights, rows, duplicates);
  }

  /**
   * The graph of nodes that are known already and edges between their places.
   *
   * @param keys ascending; equal keys keep their order
   * @param nodeWeights positive, as many as keys
   * @param from one end of each row, a place in keys
   * @param to the other end
   * @param weights of the rows
   * @throws IllegalArgumentException if keys are out of order, lengths differ or a node's weight is
   *     not positive
   */
  public static Graph ofNodes(
      long[] keys,
      long[] nodeWeights,
      int[] from,
      int[] to,
      long[] weights,
      Duplicates duplicates) {
    check(nodeWeights.length == keys.length, "as many node weights as keys are needed");
    check(from.length == to.length, "each row needs two ends");
    check(from.length == weights.length, "each row needs a weight");
    for (int v = 0; v < keys.length; v++) {
      check(v == 0 || keys[v - 1] <= keys[v], "keys must ascend");
      check(nodeWeights[v] > 0, "node weights must be positive");
    }
    return build(keys.clone(), nodeWeights.clone(), from, to, weights, from.length, duplicates);
  }

  private static Graph build(
      long[] keys,
      long[] nodeWeights,
      int[] from,
      int[] to,
      long[] weights,
      int rows,
      Duplicates duplicates) {
    check(rows <= (Integer.MAX_VALUE - 8) / 2, "there are too many edges for one graph");
    int nodes = keys.length;
    // Counting sort by the neighbour, then by the node: linear, and stable, so rows end in order.
    int[] starts = new int[nodes + 1];
    int used = 0;
    for (int row = 0; row < rows; row++) {
      if (counts(from[row], to[row], weights[row])) {
        starts[from[row] + 1]++;
        starts[to[row] + 1]++;
        used += 2;
      }
    }
    for (int v = 0; v < nodes; v++) {
      starts[v + 1] += starts[v];
    }
    int[] place = Arrays.copyOf(starts, nodes);
    int[] nodeOf = new int[used];
    long[] weightOf = new long[used];
    for (int row = 0; row < rows; row++) {
      if (counts(from[row], to[row], weights[row])) {
        weightOf[place[to[row]]] = weights[row];
        nodeOf[place[to[row]]++] = from[row];
        weightOf[place[from[row]]] = weights[row];
        nodeOf[place[from[row]]++] = to[row];
      }
    }
    int[] neighbours = new int[used];
    long[] edgeWeights = new long[used];
    System.arraycopy(starts, 0, place, 0, nodes);
    for (int neighbour = 0; neighbour < nodes; neighbour++) {
      for (int i = starts[neighbour]; i < starts[neighbour + 1]; i++) {
        int at = place[nodeOf[i]]++;
        neighbours[at] = neighbour;
        edgeWeights[at] = weightOf[i];
      }
    }
    return merged(starts, neighbours, edgeWeights, nodeWeights, keys, duplicates);
  }

  private static boolean counts(int from, int to, long weight) {
    return from != to && weight > 0;
  }

  private static Graph merged(
      int[] starts,
      int[] neighbours,
      long[] edgeWeights,
      long[] nodeWeights,
      long[] keys,
      Duplicates duplicates) {
    int kept = 0;
    int from = 0;
    for (int v = 0; v < keys.length; v++) {
      int first = kept;
      for (int i = from; i < starts[v + 1]; i++) {
        if (kept > first && neighbours[kept - 1] == neighbours[i]) {
          edgeWeights[kept - 1] =
              duplicates == Duplicates.SUM
                  ? Math.addExact(edgeWeights[kept - 1], edgeWeights[i])
                  : Math.max(edgeWeights[kept - 1], edgeWeights[i]);
        } else {
          neighbours[kept] = neighbours[i];
          edgeWeights[kept++] = edgeWeights[i];
        }
      }
      from = starts[v + 1];
      starts[v + 1] = kept;
    }
    return new Graph(
        starts,
        kept == neighbours.length ? neighbours : Arrays.copyOf(neighbours, kept),
        kept == edgeWeights.length ? edgeWeights : Arrays.copyOf(edgeWeights, kept),
        nodeWeights,
        keys);
  }

  private long[] keys() {
    long[] all = Arrays.copyOf(nodeKeys, nodeRows + 2 * rows);
    System.arraycopy(ends, 0, all, nodeRows, 2 * rows);
    Arrays.sort(all);
    int kept = 0;
    for (int i = 0; i < all.length; i++) {
      if (kept == 0 || all[i] != all[kept - 1]) {
        all[kept++] = all[i];
      }
    }
    return Arrays.copyOf(all, kept);
  }

  private static int grown(int length) {
    check(length < 1 << 29, "there are too many edges for one graph");
    return 2 * length;
  }

  private static void check(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException("Cannot build a graph: " + message);
    }
  }
}
