package dev.prima.jobs.reshard;

import dev.prima.core.partition.GraphBuilder.Duplicates;
import dev.prima.core.partition.LabelTally;
import dev.prima.core.partition.Proposals;
import dev.prima.jobs.spark.GivenPartition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;

/**
 * An undirected weighted graph spread over the executors: each partition holds a range of nodes
 * with their neighbours as one {@link AdjacencyBlock}, cached in serialised form. Hubs have their
 * neighbours spread over all partitions, in blocks beside the others; what is tallied of them there
 * is merged.
 *
 * <p>Nothing of it is on the driver. Close it to free the executors' memory.
 */
final class Adjacency implements AutoCloseable {
  /** A node with more neighbours is spread. */
  static final int HUB = 10_000;

  private static final int ENDS_PER_PARTITION = 1_000_000;
  private static final int HUB_NODES_PER_PARTITION = 64;

  private final JavaSparkContext spark;
  private final JavaRDD<AdjacencyBlock> blocks;
  private final JavaRDD<AdjacencyBlock> hubs;

  private Adjacency(
      JavaSparkContext spark, JavaRDD<AdjacencyBlock> blocks, JavaRDD<AdjacencyBlock> hubs) {
    this.spark = spark;
    this.blocks = blocks;
    this.hubs = hubs;
  }

  /**
   * Spreads edges.
   *
   * @param degrees of each node, at least as many as it has neighbours
   * @param given whether both ends of an edge have it already
   */
  static Adjacency of(
      JavaSparkContext spark,
      JavaRDD<EdgeChunk> edges,
      int[] degrees,
      Scatter.Given given,
      Duplicates duplicates) {
    long ends = Arrays.stream(degrees).asLongStream().sum();
    int partitions =
        (int)
            Math.min(
                Math.max(1, degrees.length),
                Math.max(spark.defaultParallelism(), ends / ENDS_PER_PARTITION + 1));
    int[] hubs = IntStream.range(0, degrees.length).filter(v -> degrees[v] > HUB).toArray();
    Scatter scatter = new Scatter(Math.max(1, degrees.length), partitions, hubs);
    JavaRDD<AdjacencyBlock> blocks =
        cached(blocks(edges, scatter, Scatter.Wanted.OF_OTHERS, given, duplicates));
    JavaRDD<AdjacencyBlock> ofHubs =
        hubs.length == 0
            ? spark.emptyRDD()
            : cached(blocks(edges, scatter, Scatter.Wanted.OF_HUBS, given, duplicates));
    // Filled before what the edges came from is given back.
    blocks.count();
    if (hubs.length > 0) {
      ofHubs.count();
    }
    return new Adjacency(spark, blocks, ofHubs);
  }

  private static JavaRDD<AdjacencyBlock> blocks(
      JavaRDD<EdgeChunk> edges,
      Scatter scatter,
      Scatter.Wanted wanted,
      Scatter.Given given,
      Duplicates duplicates) {
    return edges
        .mapPartitionsToPair(chunks -> scatter.scatter(chunks, wanted, given))
        .partitionBy(new GivenPartition(scatter.partitions()))
        .values()
        .mapPartitions(
            chunks -> {
              EdgeChunk.Builder all = new EdgeChunk.Builder();
              chunks.forEachRemaining(all::addAll);
              return List.of(AdjacencyBlock.of(all.take(), duplicates)).iterator();
            });
  }

  private static JavaRDD<AdjacencyBlock> cached(JavaRDD<AdjacencyBlock> blocks) {
    return blocks.persist(StorageLevel.MEMORY_AND_DISK_SER());
  }

  private boolean hasHubs() {
    return hubs.getNumPartitions() > 0;
  }

  private JavaRDD<AdjacencyBlock> all() {
    return hasHubs() ? blocks.union(hubs) : blocks;
  }

  /** Edges, each once. */
  long edges() {
    return all().map(block -> (long) block.places()).fold(0L, Long::sum) / 2;
  }

  /** Weight of all edges, each once. */
  long weight() {
    return all().map(AdjacencyBlock::weightEnds).fold(0L, Math::addExact) / 2;
  }

  /** How many neighbours each node has. */
  int[] degrees(int nodes) {
    int[] degrees = new int[nodes];
    for (Tuple2<int[], int[]> block : all().map(Adjacency::degreesOf).collect()) {
      for (int i = 0; i < block._1.length; i++) {
        degrees[block._1[i]] += block._2[i];
      }
    }
    return degrees;
  }

  private static Tuple2<int[], int[]> degreesOf(AdjacencyBlock block) {
    return new Tuple2<>(
        IntStream.range(0, block.size()).map(block::node).toArray(),
        IntStream.range(0, block.size()).map(block::degree).toArray());
  }

  /** Weight of the edges between different labels, each edge once. */
  long cut(int[] label) {
    Broadcast<int[]> labels = spark.broadcast(label);
    long ends = all().map(block -> block.cutEnds(labels.value())).fold(0L, Math::addExact);
    labels.destroy();
    return ends / 2;
  }

  /** Weight of the ends of edges by the labels of both ends. */
  long[][] between(int[] label, int labels) {
    Broadcast<int[]> shared = spark.broadcast(label);
    long[][] sums = new long[labels][labels];
    for (long[][] ends : all().map(block -> ends(block, shared.value(), labels)).collect()) {
      for (int l = 0; l < labels; l++) {
        for (int m = 0; m < labels; m++) {
          sums[l][m] += ends[l][m];
        }
      }
    }
    shared.destroy();
    return sums;
  }

  private static long[][] ends(AdjacencyBlock block, int[] label, int labels) {
    long[][] sums = new long[labels][labels];
    for (int i = 0; i < block.size(); i++) {
      for (int place = block.start(i); place < block.end(i); place++) {
        sums[label[block.node(i)]][label[block.neighbour(place)]] += block.weight(place);
      }
    }
    return sums;
  }

  /** The weights of all edges of each node that has at least so many, a few nodes. */
  Iterable<long[]> edgesOfHubs(long atLeast) {
    // A hub is in pieces, of which each may be small.
    return blocks
        .flatMapToPair(block -> weights(block, atLeast))
        .union(hubs.flatMapToPair(block -> weights(block, 1)))
        .reduceByKey(Adjacency::joined)
        .values()
        .filter(weights -> weights.length >= atLeast)
        .collect();
  }

  private static Iterator<Tuple2<Integer, long[]>> weights(AdjacencyBlock block, long atLeast) {
    List<Tuple2<Integer, long[]>> found = new ArrayList<>();
    for (int i = 0; i < block.size(); i++) {
      if (block.degree(i) >= atLeast) {
        long[] weights = new long[block.degree(i)];
        for (int n = 0; n < weights.length; n++) {
          weights[n] = block.weight(block.start(i) + n);
        }
        found.add(new Tuple2<>(block.node(i), weights));
      }
    }
    return found.iterator();
  }

  private static long[] joined(long[] a, long[] b) {
    long[] joined = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, joined, a.length, b.length);
    return joined;
  }

  /** What all nodes propose. */
  Proposed propose(int[] label, Rule rule) {
    return propose(label, null, rule);
  }

  /**
   * The same where only neighbours of the same {@code within} count.
   *
   * @param within of each node, if given
   */
  Proposed propose(int[] label, int @Nullable [] within, Rule rule) {
    Broadcast<Labels> labels = spark.broadcast(new Labels(label, within));
    List<Round> rounds =
        new ArrayList<>(
            blocks
                .map(
                    block -> Round.of(block, labels.value().label(), labels.value().within(), rule))
                .collect());
    if (hasHubs()) {
      rounds.addAll(ofHubs(labels, rule));
    }
    labels.destroy();
    long ends = rounds.stream().mapToLong(Round::cutEnds).reduce(0, Math::addExact);
    return new Proposed(Round.proposals(rounds), ends / 2);
  }

  /**
   * @param cut of the labels on which the proposals rest
   */
  record Proposed(Proposals proposals, long cut) {}

  private record Labels(int[] label, int @Nullable [] within) implements java.io.Serializable {}

  private List<Round> ofHubs(Broadcast<Labels> labels, Rule rule) {
    List<Round> rounds =
        new ArrayList<>(
            hubs.flatMapToPair(block -> pieces(block, labels.value()))
                .groupByKey()
                .map(
                    hub -> {
                      LabelTally tally = new LabelTally();
                      hub._2.forEach(sums -> sums.addTo(tally));
                      return Round.ofHub(hub._1, tally, rule);
                    })
                .collect());
    long ends = hubs.map(block -> block.cutEnds(labels.value().label())).fold(0L, Math::addExact);
    rounds.add(new Round(new int[0], new int[0], new long[0], ends));
    return rounds;
  }

  private static Iterator<Tuple2<Integer, LabelSums>> pieces(AdjacencyBlock block, Labels labels) {
    LabelTally tally = new LabelTally();
    List<Tuple2<Integer, LabelSums>> pieces = new ArrayList<>(HUB_NODES_PER_PARTITION);
    for (int i = 0; i < block.size(); i++) {
      block.gather(tally, i, labels.label(), labels.within());
      pieces.add(new Tuple2<>(block.node(i), LabelSums.of(tally)));
    }
    return pieces.iterator();
  }

  /**
   * The graph whose nodes are clusters of this one's; weights between two clusters are summed.
   *
   * @param coarseOf the cluster of each node, 0 to {@code clusters - 1}
   * @param degrees at least as many neighbours as a cluster has
   */
  Adjacency contract(int[] coarseOf, int[] degrees) {
    Broadcast<int[]> coarse = spark.broadcast(coarseOf);
    JavaRDD<EdgeChunk> edges = all().map(block -> contracted(block, coarse.value()));
    Adjacency contracted = of(spark, edges, degrees, Scatter.Given.FROM_BOTH_ENDS, Duplicates.SUM);
    // Not destroyed: a lost block is made again with it.
    coarse.unpersist();
    return contracted;
  }

  private static EdgeChunk contracted(AdjacencyBlock block, int[] coarseOf) {
    EdgeChunk.Builder edges = new EdgeChunk.Builder();
    for (int i = 0; i < block.size(); i++) {
      int from = coarseOf[block.node(i)];
      for (int place = block.start(i); place < block.end(i); place++) {
        int to = coarseOf[block.neighbour(place)];
        if (from != to) {
          edges.add(from, to, block.weight(place));
        }
      }
    }
    return edges.take();
  }

  /** The same graph with only the edges that stay at both of their ends. */
  Adjacency filter(Broadcast<? extends AdjacencyBlock.PlaceFilter> wanted) {
    JavaRDD<AdjacencyBlock> kept = cached(blocks.map(block -> block.filter(wanted.value())));
    JavaRDD<AdjacencyBlock> keptHubs =
        hasHubs() ? cached(hubs.map(block -> block.filter(wanted.value()))) : hubs;
    kept.count();
    if (hasHubs()) {
      keptHubs.count();
    }
    return new Adjacency(spark, kept, keptHubs);
  }

  /** Blocks, of hubs the ones that hold a piece of them. */
  JavaRDD<AdjacencyBlock> blocks() {
    return all();
  }

  /** All edges on the driver, each once; only for graphs that are known to be small. */
  EdgeChunk collect() {
    EdgeChunk.Builder all = new EdgeChunk.Builder();
    Iterator<EdgeChunk> chunks = all().map(Adjacency::ascending).toLocalIterator();
    chunks.forEachRemaining(all::addAll);
    return all.take();
  }

  private static EdgeChunk ascending(AdjacencyBlock block) {
    EdgeChunk.Builder edges = new EdgeChunk.Builder();
    for (int i = 0; i < block.size(); i++) {
      for (int place = block.start(i); place < block.end(i); place++) {
        if (block.node(i) < block.neighbour(place)) {
          edges.add(block.node(i), block.neighbour(place), block.weight(place));
        }
      }
    }
    return edges.take();
  }

  @Override
  public void close() {
    blocks.unpersist(false);
    if (hasHubs()) {
      hubs.unpersist(false);
    }
  }
}
