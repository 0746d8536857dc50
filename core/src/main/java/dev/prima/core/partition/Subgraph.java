package dev.prima.core.partition;

import java.util.Arrays;
import java.util.function.IntPredicate;

/** Some of a graph's nodes and the edges among them, with the way back to the whole graph. */
public final class Subgraph {
  private final Graph graph;
  private final int[] original;

  private Subgraph(Graph graph, int[] original) {
    this.graph = graph;
    this.original = original;
  }

  /** Keeps the order of nodes, their keys and weights. */
  public static Subgraph of(Graph whole, IntPredicate keeps) {
    int[] number = new int[whole.nodes()];
    int[] original = new int[whole.nodes()];
    int nodes = 0;
    int places = 0;
    for (int v = 0; v < whole.nodes(); v++) {
      number[v] = -1;
      if (keeps.test(v)) {
        original[nodes] = v;
        number[v] = nodes++;
        places += whole.degree(v);
      }
    }
    int[] starts = new int[nodes + 1];
    int[] neighbours = new int[places];
    long[] edgeWeights = new long[places];
    long[] nodeWeights = new long[nodes];
    long[] keys = new long[nodes];
    int edges = 0;
    for (int n = 0; n < nodes; n++) {
      int v = original[n];
      nodeWeights[n] = whole.nodeWeight(v);
      keys[n] = whole.key(v);
      for (int place = whole.start(v); place < whole.end(v); place++) {
        int neighbour = number[whole.neighbour(place)];
        if (neighbour >= 0) {
          neighbours[edges] = neighbour;
          edgeWeights[edges++] = whole.edgeWeight(place);
        }
      }
      starts[n + 1] = edges;
    }
    return new Subgraph(
        new Graph(
            starts,
            Arrays.copyOf(neighbours, edges),
            Arrays.copyOf(edgeWeights, edges),
            nodeWeights,
            keys),
        Arrays.copyOf(original, nodes));
  }

  public Graph graph() {
    return graph;
  }

  /** The node of the whole graph that a node stands for. */
  public int original(int node) {
    return original[node];
  }

  /** Writes what holds for these nodes, raised by an offset, into the whole graph's array. */
  public void lift(int[] part, int offset, int[] wholePart) {
    for (int n = 0; n < original.length; n++) {
      wholePart[original[n]] = part[n] + offset;
    }
  }
}
