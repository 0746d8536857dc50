package dev.prima.core.partition;

import java.util.Arrays;

/**
 * An undirected weighted graph in compressed sparse rows: the neighbours of node {@code v} stand at
 * the places {@code start(v)} to {@code end(v)} (exclusive), each edge at both of its ends. Nodes
 * are 0 to {@code nodes() - 1} in ascending order of their keys, neighbours in ascending order; no
 * self-loops, no parallel edges; all weights are positive. Immutable: 12 bytes for each end of an
 * edge and 20 for a node.
 *
 * @see "Karypis and Kumar, METIS manual 5.1, section 5.5: graph data structure"
 */
public final class Graph {
  private final int[] starts;
  private final int[] neighbours;
  private final long[] edgeWeights;
  private final long[] nodeWeights;
  private final long[] keys;
  private final long load;
  private final long weight;

  /** Takes the arrays over without copying or checking them. */
  Graph(int[] starts, int[] neighbours, long[] edgeWeights, long[] nodeWeights, long[] keys) {
    this.starts = starts;
    this.neighbours = neighbours;
    this.edgeWeights = edgeWeights;
    this.nodeWeights = nodeWeights;
    this.keys = keys;
    long nodes = 0;
    for (long nodeWeight : nodeWeights) {
      nodes = Math.addExact(nodes, nodeWeight);
    }
    long ends = 0;
    for (long edgeWeight : edgeWeights) {
      ends = Math.addExact(ends, edgeWeight);
    }
    this.load = nodes;
    this.weight = ends / 2;
  }

  public int nodes() {
    return keys.length;
  }

  /** Edges, each counted once. */
  public int edges() {
    return neighbours.length / 2;
  }

  /** First place of a node's neighbours. */
  public int start(int node) {
    return starts[node];
  }

  /** The place after a node's last neighbour. */
  public int end(int node) {
    return starts[node + 1];
  }

  public int degree(int node) {
    return starts[node + 1] - starts[node];
  }

  /** The node at the other end of the edge at a place. */
  public int neighbour(int place) {
    return neighbours[place];
  }

  /** The weight of the edge at a place. */
  public long edgeWeight(int place) {
    return edgeWeights[place];
  }

  /** What a node adds to the load of its part. */
  public long nodeWeight(int node) {
    return nodeWeights[node];
  }

  public long key(int node) {
    return keys[node];
  }

  /** The node with a key, or a negative number if there is none. */
  public int node(long key) {
    return Arrays.binarySearch(keys, key);
  }

  /** Sum of the node weights. */
  public long load() {
    return load;
  }

  /** Sum of the edge weights, each edge once. */
  public long weight() {
    return weight;
  }

  /** The heaviest node's weight, 0 without nodes. */
  public long heaviestNode() {
    long heaviest = 0;
    for (long nodeWeight : nodeWeights) {
      heaviest = Math.max(heaviest, nodeWeight);
    }
    return heaviest;
  }

  /** Sum of the weights of the edges between different parts, each edge once. */
  public long cut(int[] part) {
    long ends = 0;
    for (int v = 0; v < nodes(); v++) {
      for (int place = starts[v]; place < starts[v + 1]; place++) {
        ends += part[v] == part[neighbours[place]] ? 0 : edgeWeights[place];
      }
    }
    return ends / 2;
  }

  /** Sum of the node weights of each part. */
  public long[] loads(int[] part, int parts) {
    long[] loads = new long[parts];
    for (int v = 0; v < nodes(); v++) {
      loads[part[v]] += nodeWeights[v];
    }
    return loads;
  }

  @Override
  public String toString() {
    return "graph of " + nodes() + " nodes and " + edges() + " edges";
  }
}
