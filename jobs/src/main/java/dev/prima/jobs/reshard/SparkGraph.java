package dev.prima.jobs.reshard;

import dev.prima.core.partition.Graph;
import dev.prima.core.partition.GraphBuilder.Duplicates;
import dev.prima.core.partition.PartLimits;
import dev.prima.core.partition.PartNumbering;
import dev.prima.core.partition.PartitionSettings;
import dev.prima.core.partition.Partitioner;
import dev.prima.core.partition.QuotientGraph;
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
  private final long[] keys;
  private final int[] connected;
  private final Level whole;
  private final @Nullable Level sparse;
  private final DriverLimits driver;
  private final PartitionSettings settings;

  private SparkGraph(
      JavaSparkContext spark,
      long[] keys,
      int[] connected,
      Level whole,
      DriverLimits driver,
      PartitionSettings settings) {
    this.spark = spark;
    this.keys = keys;
    this.connected = connected;
    this.whole = whole;
    this.sparse = whole.sparse(settings.keptEdges());
    this.driver = driver;
    this.settings = settings;
  }

  static SparkGraph of(
      JavaSparkContext spark,
      EdgeRows rows,
      long[] keys,
      DriverLimits driver,
      PartitionSettings settings) {
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
    return new SparkGraph(spark, keys, connected, whole, driver, settings);
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
      return numbered(finished(new int[0], limits), limits);
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
    return numbered(finished(part, limits), limits);
  }

  @Override
  public int[] continueFrom(PartLimits limits, int[] previous, int movePermille) {
    long old = IntStream.of(previous).filter(p -> p >= 0).count();
    long[] aside = new long[limits.parts()];
    int[] part = previous.clone();
    for (int v : connected) {
      part[v] = -1;
    }
    for (int p : part) {
      if (p >= 0) {
        aside[p]++;
      }
    }
    if (connected.length > 0) {
      int[] before = IntStream.of(connected).map(v -> previous[v]).toArray();
      // What agents without edges take up is not there for the others.
      long most = Arrays.stream(aside).max().orElse(0);
      PartLimits inner =
          new PartLimits(
              limits.parts(),
              Math.max(limits.cap() - most, PartLimits.of(connected.length, limits.parts()).cap()));
      int[] continued =
          new Coarsening(spark, driver, settings, inner)
              .continueFrom(solved(), before, old * movePermille / 1000);
      for (int c = 0; c < connected.length; c++) {
        part[connected[c]] = continued[c];
      }
    }
    Rounds.fill(part, loads(part, limits));
    return part;
  }

  /** The parts of the connected agents, with the others filling up the emptiest. */
  private int[] finished(int[] connectedPart, PartLimits limits) {
    int[] part = new int[keys.length];
    Arrays.fill(part, -1);
    for (int c = 0; c < connected.length; c++) {
      part[connected[c]] = connectedPart[c];
    }
    Rounds.fill(part, loads(part, limits));
    return part;
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
    long[] leastKeys = new long[limits.parts()];
    long[] loads = new long[limits.parts()];
    for (int v = 0; v < part.length; v++) {
      if (loads[part[v]]++ == 0) {
        leastKeys[part[v]] = keys[v];
      }
    }
    int[] number = PartNumbering.byLeastKey(leastKeys, loads);
    return IntStream.of(part).map(p -> number[p]).toArray();
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
