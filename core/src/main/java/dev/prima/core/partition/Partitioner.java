package dev.prima.core.partition;

import java.util.Arrays;

/**
 * Partitions a whole graph on one machine: isolated nodes aside, light edges left out, solved,
 * isolated nodes filled in, compared with placement by hash, numbered. The outcome depends on keys
 * and weights alone. Thread-safe.
 *
 * @see "core/docs/resharding.md"
 */
public final class Partitioner {
  /** Parts may exceed the mean of the connected nodes by this many percent, if the cap allows. */
  public static final int CONNECTED_IMBALANCE_PERCENT = 10;

  private final PartitionSettings settings;

  public Partitioner(PartitionSettings settings) {
    this.settings = settings;
  }

  /** A partition from scratch, never worse than placement by the hash of keys under the cap. */
  public Partition partition(Graph graph, PartLimits limits) {
    return partition(graph, limits, HashPlacement.of(graph, limits.parts()));
  }

  /**
   * A partition from scratch, never worse than another placement under the cap.
   *
   * @param hash a part for each node, which may break the cap; not changed
   * @throws IllegalArgumentException if it is not one for this graph
   */
  public Partition partition(Graph graph, PartLimits limits, int[] hash) {
    check(graph, limits, hash, 0);
    long hashCut = graph.cut(hash);
    int[] part = solve(graph, limits);
    Partition.Origin origin = Partition.Origin.SOLVED;
    if (graph.cut(part) > hashCut) {
      int[] fallback = hash.clone();
      Rebalancer.rebalance(graph, fallback, limits);
      if (graph.cut(fallback) < graph.cut(part)) {
        part = fallback;
        origin = Partition.Origin.HASH;
      }
    }
    int[] number = PartNumbering.byLeastKey(graph, part, limits.parts());
    return new Partition(graph, PartNumbering.renumber(part, number), limits, origin, hashCut, 0);
  }

  /**
   * A partition that continues a previous one: new nodes find their place, and of the old ones at
   * most as many move as the settings allow. Numbers stay.
   *
   * @param limits with as many parts as before and a cap not below the previous one
   * @param previous each node's previous part, -1 for new nodes; not changed
   * @throws IllegalArgumentException if it is not one for this graph
   */
  public Partition continueFrom(Graph graph, PartLimits limits, int[] previous) {
    check(graph, limits, previous, -1);
    Graph sparse = Sparsifier.sparsify(graph, settings.keptEdges());
    int[] part = new Continuation(sparse, limits, settings).continueFrom(previous);
    long hashCut = graph.cut(HashPlacement.of(graph, limits.parts()));
    return new Partition(
        graph, part, limits, Partition.Origin.CONTINUED, hashCut, moved(previous, part));
  }

  private int[] solve(Graph graph, PartLimits limits) {
    int[] part = new int[graph.nodes()];
    Arrays.fill(part, -1);
    Subgraph connected = Subgraph.of(graph, v -> graph.degree(v) > 0);
    if (connected.graph().nodes() > 0) {
      Graph sparse = Sparsifier.sparsify(connected.graph(), settings.keptEdges());
      PartLimits inner = limits.forConnected(connected.graph().load(), CONNECTED_IMBALANCE_PERCENT);
      connected.lift(new Solver(inner, settings).solve(sparse), 0, part);
    }
    new Placing(graph, part, limits).placeRest(StableHash.order(graph, 0));
    Rebalancer.rebalance(graph, part, limits);
    return part;
  }

  private static int moved(int[] previous, int[] part) {
    int moved = 0;
    for (int v = 0; v < part.length; v++) {
      moved += previous[v] >= 0 && previous[v] != part[v] ? 1 : 0;
    }
    return moved;
  }

  private static void check(Graph graph, PartLimits limits, int[] part, int least) {
    if (part.length != graph.nodes()) {
      throw new IllegalArgumentException(
          "A part for each of " + graph.nodes() + " nodes is needed, not " + part.length);
    }
    for (int p : part) {
      if (p < least || p >= limits.parts()) {
        throw new IllegalArgumentException(
            "Part " + p + " is none of " + limits.parts() + " (0 to " + (limits.parts() - 1) + ")");
      }
    }
  }
}
