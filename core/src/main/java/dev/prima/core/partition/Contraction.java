package dev.prima.core.partition;

import java.util.Arrays;

/**
 * A graph whose nodes are the clusters of a finer one: node weights and the weights of edges
 * between two clusters are summed, edges inside vanish, so a cut of the coarse graph is the same
 * cut of the fine one. A cluster's key is its least member's; coarse nodes are in the order of
 * their least members.
 *
 * @see "Hendrickson and Leland, A multilevel algorithm for partitioning graphs (SC 1995)"
 */
public final class Contraction {
  private final Graph coarse;
  private final int[] coarseOf;

  private Contraction(Graph coarse, int[] coarseOf) {
    this.coarse = coarse;
    this.coarseOf = coarseOf;
  }

  /**
   * Contracts each cluster to a node.
   *
   * @param cluster a label for each node, 0 or more and below the number of nodes
   */
  public static Contraction of(Graph graph, int[] cluster) {
    int nodes = graph.nodes();
    int[] number = new int[nodes];
    Arrays.fill(number, -1);
    int[] coarseOf = new int[nodes];
    int clusters = 0;
    for (int v = 0; v < nodes; v++) {
      if (number[cluster[v]] < 0) {
        number[cluster[v]] = clusters++;
      }
      coarseOf[v] = number[cluster[v]];
    }
    return new Contraction(contract(graph, coarseOf, clusters), coarseOf);
  }

  public Graph coarse() {
    return coarse;
  }

  /** The coarse node that holds a node. */
  public int coarseOf(int node) {
    return coarseOf[node];
  }

  /** What holds for the coarse nodes, given to each of their members. */
  public int[] project(int[] coarsePart) {
    int[] part = new int[coarseOf.length];
    for (int v = 0; v < part.length; v++) {
      part[v] = coarsePart[coarseOf[v]];
    }
    return part;
  }

  /** What holds for all members of each coarse node, such as a part that no cluster crosses. */
  public int[] restrict(int[] part) {
    int[] coarsePart = new int[coarse.nodes()];
    for (int v = 0; v < coarseOf.length; v++) {
      coarsePart[coarseOf[v]] = part[v];
    }
    return coarsePart;
  }

  private static Graph contract(Graph graph, int[] coarseOf, int clusters) {
    long[] nodeWeights = new long[clusters];
    long[] keys = new long[clusters];
    int[] firstMember = new int[clusters + 1];
    for (int v = graph.nodes() - 1; v >= 0; v--) {
      nodeWeights[coarseOf[v]] += graph.nodeWeight(v);
      keys[coarseOf[v]] = graph.key(v);
      firstMember[coarseOf[v] + 1]++;
    }
    for (int c = 0; c < clusters; c++) {
      firstMember[c + 1] += firstMember[c];
    }
    int[] next = Arrays.copyOf(firstMember, clusters);
    int[] members = new int[graph.nodes()];
    for (int v = 0; v < members.length; v++) {
      members[next[coarseOf[v]]++] = v;
    }

    int[] starts = new int[clusters + 1];
    int[] neighbours = new int[Math.max(16, graph.edges() / 2)];
    long[] edgeWeights = new long[neighbours.length];
    long[] sums = new long[clusters];
    int[] seen = new int[clusters];
    int edges = 0;
    for (int c = 0; c < clusters; c++) {
      int count = 0;
      for (int m = firstMember[c]; m < firstMember[c + 1]; m++) {
        int v = members[m];
        for (int place = graph.start(v); place < graph.end(v); place++) {
          int other = coarseOf[graph.neighbour(place)];
          if (other != c) {
            if (sums[other] == 0) {
              seen[count++] = other;
            }
            sums[other] += graph.edgeWeight(place);
          }
        }
      }
      Arrays.sort(seen, 0, count);
      if (edges + count > neighbours.length) {
        int room = Math.max(edges + count, Math.min(2 * graph.edges(), edges + edges / 2));
        neighbours = Arrays.copyOf(neighbours, room);
        edgeWeights = Arrays.copyOf(edgeWeights, room);
      }
      for (int i = 0; i < count; i++) {
        neighbours[edges] = seen[i];
        edgeWeights[edges++] = sums[seen[i]];
        sums[seen[i]] = 0;
      }
      starts[c + 1] = edges;
    }
    return new Graph(
        starts,
        Arrays.copyOf(neighbours, edges),
        Arrays.copyOf(edgeWeights, edges),
        nodeWeights,
        keys);
  }
}
