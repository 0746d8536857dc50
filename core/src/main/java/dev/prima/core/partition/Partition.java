package dev.prima.core.partition;

import java.util.Arrays;

/** A part for each node of a graph, and what it is worth. Immutable. */
public final class Partition {
  /** How a partition came about. */
  public enum Origin {
    /** Found from scratch. */
    SOLVED,
    /** Continued from a previous one, within the move budget. */
    CONTINUED,
    /** Placement by hash, brought under the cap: nothing better was found. */
    HASH
  }

  private final int[] part;
  private final PartLimits limits;
  private final Origin origin;
  private final long weight;
  private final long cut;
  private final long hashCut;
  private final long[] loads;
  private final int moved;

  /** Measures a placement on its whole graph and takes the array over. */
  Partition(Graph graph, int[] part, PartLimits limits, Origin origin, long hashCut, int moved) {
    this.part = part;
    this.limits = limits;
    this.origin = origin;
    this.weight = graph.weight();
    this.cut = graph.cut(part);
    this.hashCut = hashCut;
    this.loads = graph.loads(part, limits.parts());
    this.moved = moved;
  }

  /** The part of a node, 0 to {@code limits().parts() - 1}. */
  public int part(int node) {
    return part[node];
  }

  /** The part of each node; a copy. */
  public int[] parts() {
    return part.clone();
  }

  public PartLimits limits() {
    return limits;
  }

  public Origin origin() {
    return origin;
  }

  /** Weight of all edges. */
  public long weight() {
    return weight;
  }

  /** Weight of the edges between two parts, counted on all edges. */
  public long cut() {
    return cut;
  }

  /** The cut of the placement by hash that this one was compared with. */
  public long hashCut() {
    return hashCut;
  }

  /** The load of each part; a copy. */
  public long[] loads() {
    return loads.clone();
  }

  /** Load of the fullest part. */
  public long maxLoad() {
    return Arrays.stream(loads).max().orElse(0);
  }

  /** Nodes that had another part in the previous partition; 0 where there was none. */
  public int moved() {
    return moved;
  }

  @Override
  public String toString() {
    return limits.parts() + " parts, cut " + cut + " of " + weight + ", fullest " + maxLoad();
  }
}
