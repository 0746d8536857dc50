package dev.prima.jobs.reshard;

import dev.prima.core.partition.GraphBuilder.Duplicates;
import dev.prima.core.partition.LabelTally;
import java.io.Serializable;
import java.util.Arrays;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The neighbours of some nodes in compressed sparse rows: node {@code node(i)} has those at the
 * places {@code start(i)} to {@code end(i)} (exclusive), in ascending order. Immutable.
 */
final class AdjacencyBlock implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int[] nodes;
  private final int[] starts;
  private final int[] neighbours;
  private final long[] weights;

  private AdjacencyBlock(int[] nodes, int[] starts, int[] neighbours, long[] weights) {
    this.nodes = nodes;
    this.starts = starts;
    this.neighbours = neighbours;
    this.weights = weights;
  }

  /** Groups edges by where they come from, and merges those of one pair. */
  static AdjacencyBlock of(EdgeChunk edges, Duplicates duplicates) {
    int[] nodes = distinct(edges.from());
    int[] starts = new int[nodes.length + 1];
    int[] place = new int[edges.size()];
    for (int e = 0; e < place.length; e++) {
      place[e] = Arrays.binarySearch(nodes, edges.from()[e]);
      starts[place[e] + 1]++;
    }
    for (int i = 0; i < nodes.length; i++) {
      starts[i + 1] += starts[i];
    }
    int[] next = Arrays.copyOf(starts, nodes.length);
    // The neighbour above, the row below: primitive sorting then brings duplicates together.
    long[] rows = new long[edges.size()];
    for (int e = 0; e < place.length; e++) {
      rows[next[place[e]]++] = (long) edges.to()[e] << 32 | e;
    }
    int[] neighbours = new int[rows.length];
    long[] weights = new long[rows.length];
    int kept = 0;
    int from = 0;
    for (int i = 0; i < nodes.length; i++) {
      int first = kept;
      int to = starts[i + 1];
      Arrays.sort(rows, from, to);
      for (int r = from; r < to; r++) {
        int neighbour = (int) (rows[r] >>> 32);
        long weight = edges.weights()[(int) rows[r]];
        if (kept > first && neighbours[kept - 1] == neighbour) {
          weights[kept - 1] =
              duplicates == Duplicates.SUM
                  ? Math.addExact(weights[kept - 1], weight)
                  : Math.max(weights[kept - 1], weight);
        } else {
          neighbours[kept] = neighbour;
          weights[kept++] = weight;
        }
      }
      from = to;
      starts[i + 1] = kept;
    }
    return new AdjacencyBlock(
        nodes, starts, Arrays.copyOf(neighbours, kept), Arrays.copyOf(weights, kept));
  }

  private static int[] distinct(int[] values) {
    int[] sorted = values.clone();
    Arrays.sort(sorted);
    int kept = 0;
    for (int i = 0; i < sorted.length; i++) {
      if (kept == 0 || sorted[kept - 1] != sorted[i]) {
        sorted[kept++] = sorted[i];
      }
    }
    return Arrays.copyOf(sorted, kept);
  }

  /** How many nodes. */
  int size() {
    return nodes.length;
  }

  int node(int i) {
    return nodes[i];
  }

  int start(int i) {
    return starts[i];
  }

  int end(int i) {
    return starts[i + 1];
  }

  int degree(int i) {
    return starts[i + 1] - starts[i];
  }

  int neighbour(int place) {
    return neighbours[place];
  }

  long weight(int place) {
    return weights[place];
  }

  /** All places. */
  int places() {
    return neighbours.length;
  }

  /** The same with the places that are wanted; nodes without any stay. */
  AdjacencyBlock filter(PlaceFilter wanted) {
    int[] keptStarts = new int[starts.length];
    int[] keptNeighbours = new int[neighbours.length];
    long[] keptWeights = new long[neighbours.length];
    int kept = 0;
    for (int i = 0; i < nodes.length; i++) {
      for (int place = starts[i]; place < starts[i + 1]; place++) {
        if (wanted.keeps(nodes[i], neighbours[place], weights[place])) {
          keptNeighbours[kept] = neighbours[place];
          keptWeights[kept++] = weights[place];
        }
      }
      keptStarts[i + 1] = kept;
    }
    return new AdjacencyBlock(
        nodes, keptStarts, Arrays.copyOf(keptNeighbours, kept), Arrays.copyOf(keptWeights, kept));
  }

  /** Which edges stay. */
  @FunctionalInterface
  interface PlaceFilter {
    boolean keeps(int node, int neighbour, long weight);
  }

  /**
   * Forgets, then tallies a node's neighbours by their labels; negative labels do not count.
   *
   * @param within if given, only neighbours that have the node's own value of it count
   */
  void gather(LabelTally tally, int i, int[] label, int @Nullable [] within) {
    tally.clear();
    for (int place = starts[i]; place < starts[i + 1]; place++) {
      int neighbour = neighbours[place];
      if (label[neighbour] >= 0 && (within == null || within[neighbour] == within[nodes[i]])) {
        tally.add(label[neighbour], weights[place]);
      }
    }
  }

  /** Weight of the edges to nodes of another label, over all nodes here. */
  long cutEnds(int[] label) {
    long ends = 0;
    for (int i = 0; i < nodes.length; i++) {
      int here = label[nodes[i]];
      for (int place = starts[i]; place < starts[i + 1]; place++) {
        ends += label[neighbours[place]] == here ? 0 : weights[place];
      }
    }
    return ends;
  }

  /** Weight of all edges of all nodes here. */
  long weightEnds() {
    return Arrays.stream(weights).sum();
  }

  /** The edges of some nodes, each from where this block has it. */
  EdgeChunk edges(IntPredicate ofNode) {
    EdgeChunk.Builder edges = new EdgeChunk.Builder();
    for (int i = 0; i < nodes.length; i++) {
      if (ofNode.test(nodes[i])) {
        for (int place = starts[i]; place < starts[i + 1]; place++) {
          edges.add(nodes[i], neighbours[place], weights[place]);
        }
      }
    }
    return edges.take();
  }
}
