package dev.prima.jobs.reshard;

import dev.prima.core.partition.Graph;
import dev.prima.core.partition.GraphBuilder;
import dev.prima.core.partition.GraphBuilder.Duplicates;
import dev.prima.core.partition.PartLimits;
import dev.prima.core.partition.PartitionSettings;
import java.util.Arrays;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * The graph of agents and their edges, wherever it is: on the driver if it is small enough, else on
 * the executors. Rows of one pair are one edge, of the largest weight. Close it when done.
 */
interface AgentGraph extends AutoCloseable {
  static AgentGraph of(
      JavaSparkContext spark,
      EdgeRows rows,
      Nodes nodes,
      DriverLimits driver,
      PartitionSettings settings) {
    long[] keys = nodes.keys();
    if (keys.length > driver.nodes() || rows.rows() > driver.edges()) {
      return SparkGraph.of(spark, rows, nodes, driver, settings);
    }
    EdgeChunk edges = rows.collect();
    long[] ones = new long[keys.length];
    Arrays.fill(ones, 1);
    return new DriverGraph(
        GraphBuilder.ofNodes(
            keys, ones, edges.from(), edges.to(), edges.weights(), Duplicates.LARGEST),
        nodes.kinds(),
        settings);
  }

  /**
   * The agents.
   *
   * @param keys ascending
   * @param kinds of each, 0 or more: agents without edges who are of one kind stay together
   */
  record Nodes(long[] keys, int[] kinds) {
    /** All of one kind. */
    static Nodes alike(long[] keys) {
      return new Nodes(keys, new int[keys.length]);
    }
  }

  /** Edges, each once. */
  long edges();

  /** Weight of all edges. */
  long weight();

  /**
   * A part for each agent from scratch, numbered by least member; never worse than a placement by
   * hash under the cap.
   *
   * @param hash a part for each agent, which may break the cap
   */
  int[] partition(PartLimits limits, int[] hash);

  /**
   * A part for each agent that continues a previous placement within the move budget. Not held
   * against hash: to fall back to it would move almost every agent that stands.
   *
   * @param previous part of each agent, -1 for new ones
   */
  int[] continueFrom(PartLimits limits, int[] previous, int movePermille);

  /** Weight of the edges between different labels. */
  long cut(int[] label);

  /** The graph of parts: its nodes weigh 1, edges what runs between two parts. */
  Graph quotient(int[] part, int parts);

  /**
   * Weight between any two of a few labels, and within each: symmetric, each edge once.
   *
   * @param labels how many there are
   */
  long[][] between(int[] label, int labels);

  /**
   * What must be cut wherever agents are placed: of agents with more neighbours than a part can
   * hold beside them, the lightest edges that are too many.
   *
   * @param cap of a part
   */
  Unavoidable unavoidable(long cap);

  /**
   * @param hubs agents with more neighbours than fit
   * @param weight at least so much is cut; an edge of two hubs is counted half at each
   */
  record Unavoidable(long hubs, long weight) {}

  @Override
  void close();
}
