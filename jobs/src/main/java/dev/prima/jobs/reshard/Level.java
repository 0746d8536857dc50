package dev.prima.jobs.reshard;

import dev.prima.core.partition.Graph;
import dev.prima.core.partition.GraphBuilder;
import dev.prima.core.partition.GraphBuilder.Duplicates;
import java.util.Arrays;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.jspecify.annotations.Nullable;

/**
 * One level of a graph: its edges on the executors, its nodes (keys, weights, degrees: 28 bytes
 * each) on the driver, where the decisions of a round are taken.
 */
final class Level implements AutoCloseable {
  private final JavaSparkContext spark;
  private final Adjacency adjacency;
  private final long[] keys;
  private final long[] weights;
  private final int[] degrees;
  private final Graph nodes;
  private final Broadcast<long[]> sharedKeys;
  private final Broadcast<long[]> sharedWeights;

  /**
   * @param degrees at least as many neighbours as a node has
   */
  Level(JavaSparkContext spark, Adjacency adjacency, long[] keys, long[] weights, int[] degrees) {
    this.spark = spark;
    this.adjacency = adjacency;
    this.keys = keys;
    this.weights = weights;
    this.degrees = degrees;
    this.nodes =
        GraphBuilder.ofNodes(keys, weights, new int[0], new int[0], new long[0], Duplicates.SUM);
    this.sharedKeys = spark.broadcast(keys);
    this.sharedWeights = spark.broadcast(weights);
  }

  Adjacency adjacency() {
    return adjacency;
  }

  /** The nodes without their edges: what rules of acceptance look at. */
  Graph nodes() {
    return nodes;
  }

  int size() {
    return keys.length;
  }

  Broadcast<long[]> keys() {
    return sharedKeys;
  }

  Broadcast<long[]> weights() {
    return sharedWeights;
  }

  /** The level with only the heaviest edges of each node; null where that is all of them. */
  @Nullable Level sparse(int keptEdges) {
    int[] exact = adjacency.degrees(size());
    Adjacency kept = HeaviestEdges.keep(spark, adjacency, exact, sharedKeys, keptEdges);
    return kept == null ? null : new Level(spark, kept, keys, weights, exact);
  }

  /**
   * The level with one more node, without edges, for each part that holds something besides: nobody
   * asks it, so it stays where it is and takes up room. Shares the adjacency with this level;
   * release it, do not close it.
   */
  Level withBallast(long[] taken) {
    long[] heavy = Arrays.stream(taken).filter(load -> load > 0).toArray();
    long[] moreKeys = Arrays.copyOf(keys, size() + heavy.length);
    Arrays.fill(moreKeys, size(), moreKeys.length, Long.MAX_VALUE);
    long[] moreWeights = Arrays.copyOf(weights, moreKeys.length);
    System.arraycopy(heavy, 0, moreWeights, size(), heavy.length);
    return new Level(
        spark, adjacency, moreKeys, moreWeights, Arrays.copyOf(degrees, moreKeys.length));
  }

  /** The parts of this level's nodes, from those of the nodes before it had ballast. */
  int[] ballasted(int[] part, long[] taken) {
    int[] parts = Arrays.copyOf(part, size());
    int next = part.length;
    for (int p = 0; p < taken.length; p++) {
      if (taken[p] > 0) {
        parts[next++] = p;
      }
    }
    return parts;
  }

  /** Clusters as the nodes of the next level, in the order of their first members. */
  Contracted contract(int[] cluster) {
    int[] number = new int[size()];
    Arrays.fill(number, -1);
    int[] coarseOf = new int[size()];
    int clusters = 0;
    for (int v = 0; v < coarseOf.length; v++) {
      if (number[cluster[v]] < 0) {
        number[cluster[v]] = clusters++;
      }
      coarseOf[v] = number[cluster[v]];
    }
    long[] coarseKeys = new long[clusters];
    long[] coarseWeights = new long[clusters];
    int[] coarseDegrees = new int[clusters];
    for (int v = size() - 1; v >= 0; v--) {
      int c = coarseOf[v];
      coarseKeys[c] = keys[v];
      coarseWeights[c] += weights[v];
      // No node has more neighbours than there are others.
      coarseDegrees[c] = (int) Math.min((long) coarseDegrees[c] + degrees[v], clusters);
    }
    Adjacency coarse = adjacency.contract(coarseOf, coarseDegrees);
    return new Contracted(
        new Level(spark, coarse, coarseKeys, coarseWeights, coarseDegrees), coarseOf);
  }

  /**
   * @param coarseOf the coarse node of each node of the finer level
   */
  record Contracted(Level coarse, int[] coarseOf) {
    /** What holds for the coarse nodes, given to each of their members. */
    int[] project(int[] coarsePart) {
      int[] part = new int[coarseOf.length];
      Arrays.setAll(part, v -> coarsePart[coarseOf[v]]);
      return part;
    }

    /** What holds for all members of each coarse node. */
    int[] restrict(int[] part) {
      int[] coarsePart = new int[coarse.size()];
      for (int v = 0; v < coarseOf.length; v++) {
        coarsePart[coarseOf[v]] = part[v];
      }
      return coarsePart;
    }
  }

  /**
   * The whole level as a graph on the driver, with the heaviest edges only where there are more
   * than allowed.
   */
  Graph collect(long mostEdges) {
    Adjacency kept = adjacency;
    for (int edges = HEAVIEST; kept.edges() > mostEdges && edges > 0; edges /= 2) {
      Adjacency fewer = HeaviestEdges.keep(spark, kept, kept.degrees(size()), sharedKeys, edges);
      if (fewer != null) {
        if (kept != adjacency) {
          kept.close();
        }
        kept = fewer;
      }
    }
    EdgeChunk edges = kept.collect();
    if (kept != adjacency) {
      kept.close();
    }
    return GraphBuilder.ofNodes(
        keys, weights, edges.from(), edges.to(), edges.weights(), Duplicates.SUM);
  }

  private static final int HEAVIEST = 32;

  /** Gives back what is not the adjacency's. */
  void release() {
    sharedKeys.destroy();
    sharedWeights.destroy();
  }

  @Override
  public void close() {
    adjacency.close();
    release();
  }
}
