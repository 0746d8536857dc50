package dev.prima.jobs.reshard;

import dev.prima.core.partition.Sparsifier;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;

/**
 * Keeps an edge if it is among the heaviest of either end, by the same order as {@link Sparsifier}:
 * for each node that has more, the lightest edge that it keeps is known, and a task decides with
 * the two of an edge's ends.
 *
 * @see Sparsifier
 */
final class HeaviestEdges implements AdjacencyBlock.PlaceFilter, Serializable {
  private static final long serialVersionUID = 1L;

  private final Broadcast<long[]> keys;
  private final int[] nodes;
  private final long[] least;
  private final long[] rank;

  private HeaviestEdges(Broadcast<long[]> keys, List<Tuple2<Integer, Edge>> lightest) {
    this.keys = keys;
    List<Tuple2<Integer, Edge>> sorted =
        lightest.stream().sorted(Comparator.comparing(Tuple2::_1)).toList();
    nodes = sorted.stream().mapToInt(Tuple2::_1).toArray();
    least = sorted.stream().mapToLong(e -> e._2.weight()).toArray();
    rank = sorted.stream().mapToLong(e -> e._2.rank()).toArray();
  }

  private record Edge(long weight, long rank) implements Serializable, Comparable<Edge> {
    @Override
    public int compareTo(Edge other) {
      return weight == other.weight
          ? Long.compare(rank, other.rank)
          : Long.compare(other.weight, weight);
    }
  }

  /** A sparser graph of the same nodes, or null where every edge stays. */
  static @Nullable Adjacency keep(
      JavaSparkContext spark, Adjacency graph, int[] degrees, Broadcast<long[]> keys, int kept) {
    if (IntStream.of(degrees).noneMatch(degree -> degree > kept)) {
      return null;
    }
    Broadcast<int[]> allDegrees = spark.broadcast(degrees);
    List<Tuple2<Integer, Edge>> lightest =
        graph
            .blocks()
            .flatMapToPair(block -> heaviest(block, allDegrees.value(), keys.value(), kept))
            .reduceByKey((a, b) -> merged(a, b, kept))
            .mapValues(edges -> edges.get(kept - 1))
            .collect();
    allDegrees.destroy();
    return graph.filter(spark.broadcast(new HeaviestEdges(keys, lightest)));
  }

  private static Iterator<Tuple2<Integer, List<Edge>>> heaviest(
      AdjacencyBlock block, int[] degrees, long[] keys, int kept) {
    List<Tuple2<Integer, List<Edge>>> result = new ArrayList<>();
    for (int i = 0; i < block.size(); i++) {
      int node = block.node(i);
      if (degrees[node] > kept) {
        Edge[] edges = new Edge[block.degree(i)];
        for (int n = 0; n < edges.length; n++) {
          int place = block.start(i) + n;
          edges[n] =
              new Edge(
                  block.weight(place), Sparsifier.rank(keys[node], keys[block.neighbour(place)]));
        }
        Arrays.sort(edges);
        result.add(
            new Tuple2<>(
                node,
                new ArrayList<>(Arrays.asList(edges).subList(0, Math.min(kept, edges.length)))));
      }
    }
    return result.iterator();
  }

  private static List<Edge> merged(List<Edge> a, List<Edge> b, int kept) {
    List<Edge> all = new ArrayList<>(a);
    all.addAll(b);
    all.sort(null);
    return new ArrayList<>(all.subList(0, Math.min(kept, all.size())));
  }

  @Override
  public boolean keeps(int node, int neighbour, long weight) {
    int here = Arrays.binarySearch(nodes, node);
    int there = here < 0 ? -1 : Arrays.binarySearch(nodes, neighbour);
    if (here < 0 || there < 0) {
      return true;
    }
    long tie = Sparsifier.rank(keys.value()[node], keys.value()[neighbour]);
    return isKept(here, weight, tie) || isKept(there, weight, tie);
  }

  private boolean isKept(int place, long weight, long tie) {
    return weight > least[place] || weight == least[place] && tie <= rank[place];
  }
}
