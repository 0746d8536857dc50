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

  /** The same against another placement; isolated nodes are all alike. */
  public Partition partition(Graph graph, PartLimits limits, int[] hash) {
    return partition(graph, limits, hash, new int[graph.nodes()]);
  }

  /**
   * A partition from scratch, never worse than another placement under the cap.
   *
   * @param hash a part for each node, which may break the cap; not changed
   * @param kinds of each node, 0 or more: isolated nodes of a kind stay together
   * @throws IllegalArgumentException if these are not for this graph
   */
  public Partition partition(Graph graph, PartLimits limits, int[] hash, int[] kinds) {
    check(graph, limits, hash, 0);
    long hashCut = graph.cut(hash);
    int[] part = solve(graph, limits, kinds);
    Partition.Origin origin = Partition.Origin.SOLVED;
    if (graph.cut(part) > hashCut) {
      int[] fallback = hash.clone();
      Rebalancer.rebalance(graph, fallback, limits);
      if (graph.cut(fallback) < graph.cut(part)) {
        part = fallback;
        origin = Partition.Origin.HASH;
      }
    }
    int[] numbered = PartNumbering.numbered(graph::key, part, limits.parts());
    return new Partition(graph, numbered, limits, origin, hashCut, 0);
  }

  /** The same as below; isolated nodes are all alike. */
  public Partition continueFrom(Graph graph, PartLimits limits, int[] previous) {
    return continueFrom(graph, limits, previous, new int[graph.nodes()]);
  }

  /**
   * A partition that continues a previous one: new nodes find their place, and of the old ones at
   * most as many move as the settings allow. Numbers stay.
   *
   * <p>Not held against placement by hash: to fall back to it would move almost every old node.
   * {@link Partition#hashCut()} tells whether a partition from scratch is due.
   *
   * @param limits with as many parts as before and a cap not below the previous one
   * @param previous each node's previous part, -1 for new nodes; not changed
   * @param kinds of each node, 0 or more: new isolated nodes of a kind stay together
   * @throws IllegalArgumentException if these are not for this graph
   */
  public Partition continueFrom(Graph graph, PartLimits limits, int[] previous, int[] kinds) {
    check(graph, limits, previous, -1);
    Subgraph placed = Subgraph.of(graph, v -> graph.degree(v) > 0 || previous[v] >= 0);
    Graph sparse = Sparsifier.sparsify(placed.graph(), settings.keptEdges());
    int[] before = new int[sparse.nodes()];
    Arrays.setAll(before, v -> previous[placed.original(v)]);
    int[] part = new int[graph.nodes()];
    Arrays.fill(part, -1);
    placed.lift(new Continuation(sparse, limits, settings).continueFrom(before), 0, part);
    fill(graph, limits, part, kinds);
    long hashCut = graph.cut(HashPlacement.of(graph, limits.parts()));
    return new Partition(
        graph, part, limits, Partition.Origin.CONTINUED, hashCut, moved(previous, part));
  }

  private int[] solve(Graph graph, PartLimits limits, int[] kinds) {
    int[] part = new int[graph.nodes()];
    Arrays.fill(part, -1);
    Subgraph connected = Subgraph.of(graph, v -> graph.degree(v) > 0);
    if (connected.graph().nodes() > 0) {
      Graph sparse = Sparsifier.sparsify(connected.graph(), settings.keptEdges());
      PartLimits inner = limits.forConnected(connected.graph().load(), CONNECTED_IMBALANCE_PERCENT);
      connected.lift(new Solver(inner, settings).solve(sparse), 0, part);
    }
    // Numbered first, so that who fills which part does not depend on how parts were found.
    part = PartNumbering.numbered(graph::key, part, limits.parts());
    fill(graph, limits, part, kinds);
    Rebalancer.rebalance(graph, part, limits);
    return part;
  }

  /** Places the isolated nodes; all of weight 1 go in one order over the emptiest parts. */
  private static void fill(Graph graph, PartLimits limits, int[] part, int[] kinds) {
    Placing placing = new Placing(graph, part, limits);
    if (graph.heaviestNode() > 1) {
      placing.placeRest(StableHash.order(graph, 0));
    } else {
      WaterFilling.fill(part, placing.loads().loads(), kinds);
    }
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
