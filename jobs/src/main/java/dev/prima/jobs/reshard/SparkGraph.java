package dev.prima.jobs.reshard;

import dev.prima.core.partition.Graph;
import dev.prima.core.partition.GraphBuilder.Duplicates;
import dev.prima.core.partition.PartLimits;
import dev.prima.core.partition.PartNumbering;
import dev.prima.core.partition.PartitionSettings;
import dev.prima.core.partition.Partitioner;
import dev.prima.core.partition.QuotientGraph;
import dev.prima.core.partition.WaterFilling;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.jspecify.annotations.Nullable;

/**
 * A graph that the executors hold. Agents without edges are set aside; the others are numbered
 * anew, in the same order. On the driver are keys, degrees and labels as primitive arrays, and
 * graphs within the driver's limits.
 */
final class SparkGraph implements AgentGraph {
  private final JavaSparkContext spark;
  private final Nodes nodes;
  private final int[] connected;
  private final Level whole;
  private final @Nullable Level sparse;
  private final DriverLimits driver;
  private final PartitionSettings settings;

  private SparkGraph(
      JavaSparkContext spark,
      Nodes nodes,
      int[] connected,
      Level whole,
      DriverLimits driver,
      PartitionSettings settings) {
    this.spark = spark;
    this.nodes = nodes;
    this.connected = connected;
    this.whole = whole;
    this.sparse = whole.sparse(settings.keptEdges());
    this.driver = driver;
    this.settings = settings;
  }

  static SparkGraph of(
      JavaSparkContext spark,
      EdgeRows rows,
      Nodes nodes,
      DriverLimits driver,
      PartitionSettings settings) {
    long[] keys = nodes.keys();
    spark.setJobDescription("reshard: group edges by agent");
    int[] degrees = rows.degrees(keys.length);
    int[] connected = IntStream.range(0, keys.length).filter(v -> degrees[v] > 0).toArray();
    int[] connectedDegrees = IntStream.of(connected).map(v -> degrees[v]).toArray();
    long[] connectedKeys = IntStream.of(connected).mapToLong(v -> keys[v]).toArray();
    long[] ones = new long[connected.length];
    Arrays.fill(ones, 1);
    Adjacency adjacency;
    if (connected.length == keys.length) {
      adjacency = adjacency(spark, rows, connectedDegrees);
    } else {
      int[] numbers = new int[keys.length];
      Arrays.fill(numbers, -1);
      Arrays.setAll(connectedKeys, c -> keys[connected[c]]);
      for (int c = 0; c < connected.length; c++) {
        numbers[connected[c]] = c;
      }
      Broadcast<int[]> shared = spark.broadcast(numbers);
      try (EdgeRows renumbered = rows.renumbered(shared)) {
        adjacency = adjacency(spark, renumbered, connectedDegrees);
      }
    }
    Level whole = new Level(spark, adjacency, connectedKeys, ones, connectedDegrees);
    return new SparkGraph(spark, nodes, connected, whole, driver, settings);
  }

  private static Adjacency adjacency(JavaSparkContext spark, EdgeRows rows, int[] degrees) {
    return Adjacency.of(spark, rows.chunks(), degrees, Scatter.Given.ONCE, Duplicates.LARGEST);
  }

  private Level solved() {
    return sparse == null ? whole : sparse;
  }

  @Override
  public long edges() {
    return whole.adjacency().edges();
  }

  @Override
  public long weight() {
    return whole.adjacency().weight();
  }

  @Override
  public int[] partition(PartLimits limits, int[] hash) {
    if (connected.length == 0) {
      return finished(new int[0], limits);
    }
    PartLimits inner =
        limits.forConnected(connected.length, Partitioner.CONNECTED_IMBALANCE_PERCENT);
    Coarsening coarsening = new Coarsening(spark, driver, settings, inner);
    int[] part = coarsening.solve(solved());
    int[] hashed = IntStream.of(connected).map(v -> hash[v]).toArray();
    long cut = whole.adjacency().cut(part);
    if (cut > whole.adjacency().cut(hashed)) {
      int[] fallback = coarsening.rebalanced(whole, hashed);
      part = whole.adjacency().cut(fallback) < cut ? fallback : part;
    }
    return finished(part, limits);
  }

  @Override
  public int[] continueFrom(PartLimits limits, int[] previous, int movePermille) {
    long old = IntStream.of(previous).filter(p -> p >= 0).count();
    int[] part = previous.clone();
    for (int v : connected) {
      part[v] = -1;
    }
    if (connected.length > 0) {
      int[] before = IntStream.of(connected).map(v -> previous[v]).toArray();
      int[] continued =
          new Coarsening(spark, driver, settings, limits)
              .continueFrom(solved(), before, loads(part, limits), old * movePermille / 1000);
      for (int c = 0; c < connected.length; c++) {
        part[connected[c]] = continued[c];
      }
    }
    WaterFilling.fill(part, loads(part, limits), nodes.kinds());
    return part;
  }

  /** The parts of the connected agents, with the others filling up the emptiest. */
  private int[] finished(int[] connectedPart, PartLimits limits) {
    int[] found = new int[nodes.keys().length];
    Arrays.fill(found, -1);
    for (int c = 0; c < connected.length; c++) {
      found[connected[c]] = connectedPart[c];
    }
    // Numbered first, so that who fills which part does not depend on how parts were found.
    int[] part = numbered(found, limits);
    WaterFilling.fill(part, loads(part, limits), nodes.kinds());
    return numbered(part, limits);
  }

  private static long[] loads(int[] part, PartLimits limits) {
    long[] loads = new long[limits.parts()];
    for (int p : part) {
      if (p >= 0) {
        loads[p]++;
      }
    }
    return loads;
  }

  private int[] numbered(int[] part, PartLimits limits) {
    return PartNumbering.numbered(v -> nodes.keys()[v], part, limits.parts());
  }

  @Override
  public long cut(int[] label) {
    return whole.adjacency().cut(ofConnected(label));
  }

  private int[] ofConnected(int[] label) {
    return IntStream.of(connected).map(v -> label[v]).toArray();
  }

  @Override
  public Graph quotient(int[] part, int parts) {
    int[] degrees = new int[parts];
    Arrays.fill(degrees, parts);
    try (Adjacency quotient = whole.adjacency().contract(ofConnected(part), degrees)) {
      EdgeChunk rows = quotient.collect();
      return QuotientGraph.of(rows.from(), rows.to(), rows.weights(), parts);
    }
  }

  @Override
  public long[][] between(int[] label, int labels) {
    return DriverGraph.halved(whole.adjacency().between(ofConnected(label), labels));
  }

  @Override
  public Unavoidable unavoidable(long cap) {
    long hubs = 0;
    long weight = 0;
    for (long[] weights : whole.adjacency().edgesOfHubs(cap)) {
      hubs++;
      weight += DriverGraph.lightest(weights, cap);
    }
    return new Unavoidable(hubs, weight / 2);
  }

  @Override
  public void close() {
    if (sparse != null) {
      sparse.close();
    }
    whole.close();
  }
}
