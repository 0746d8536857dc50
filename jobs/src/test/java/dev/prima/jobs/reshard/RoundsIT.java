package dev.prima.jobs.reshard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.core.partition.Graph;
import dev.prima.core.partition.GraphBuilder;
import dev.prima.core.partition.GraphBuilder.Duplicates;
import dev.prima.core.partition.PartLimits;
import dev.prima.core.partition.Sparsifier;
import dev.prima.core.partition.StableHash;
import dev.prima.core.partition.SynchronousClustering;
import dev.prima.core.partition.SynchronousRefinement;
import dev.prima.jobs.spark.SparkSessions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Rounds on executors against the same rounds in one thread, on a network with a hub that is spread
 * over the partitions.
 */
class RoundsIT {
  private static final int NODES = 30_000;
  private static final int HUB_EDGES = 15_000;
  private static final PartLimits LIMITS = PartLimits.of(NODES, 50);

  @TempDir static Path folder;
  private static SparkSession session;
  private static JavaSparkContext spark;
  private static Graph graph;
  private static Level level;

  @BeforeAll
  static void spread() {
    session = SparkSessions.open("local[2]", folder, Map.of("spark.default.parallelism", "5"));
    spark = JavaSparkContext.fromSparkContext(session.sparkContext());
    EdgeChunk edges = network();
    long[] keys = new long[NODES];
    Arrays.setAll(keys, v -> StableHash.mix64(v));
    Arrays.sort(keys);
    long[] ones = new long[NODES];
    Arrays.fill(ones, 1);
    graph =
        GraphBuilder.ofNodes(
            keys, ones, edges.from(), edges.to(), edges.weights(), Duplicates.LARGEST);
    int[] degrees = new int[NODES];
    for (int e = 0; e < edges.size(); e++) {
      degrees[edges.from()[e]]++;
      degrees[edges.to()[e]]++;
    }
    Adjacency adjacency =
        Adjacency.of(
            spark,
            spark.parallelize(pieces(edges), 3),
            degrees,
            Scatter.Given.ONCE,
            Duplicates.LARGEST);
    level = new Level(spark, adjacency, keys, ones, degrees);
  }

  @AfterAll
  static void stop() {
    SparkSessions.stop(session);
  }

  private static EdgeChunk network() {
    EdgeChunk.Builder edges = new EdgeChunk.Builder();
    Random random = new Random(7);
    for (int v = 0; v < NODES; v++) {
      for (int e = 0; e < 4; e++) {
        int other =
            random.nextInt(10) < 8 ? v / 50 * 50 + random.nextInt(50) : random.nextInt(NODES);
        if (other != v) {
          edges.add(v, other, 1 + random.nextInt(5));
        }
      }
    }
    for (int e = 0; e < HUB_EDGES; e++) {
      edges.add(17, 18 + e, 1 + e % 7);
    }
    return edges.take();
  }

  private static List<EdgeChunk> pieces(EdgeChunk edges) {
    List<EdgeChunk> pieces = new ArrayList<>();
    EdgeChunk.Builder piece = new EdgeChunk.Builder();
    for (int e = 0; e < edges.size(); e++) {
      piece.add(edges.from()[e], edges.to()[e], edges.weights()[e]);
      if (piece.size() == 1000) {
        pieces.add(piece.take());
      }
    }
    pieces.add(piece.take());
    return pieces;
  }

  @Test
  void theSpreadGraphIsTheGraph() {
    assertThat(graph.degree(17)).isGreaterThan(Adjacency.HUB);
    assertThat(level.adjacency().edges()).isEqualTo(graph.edges());
    assertThat(level.adjacency().weight()).isEqualTo(graph.weight());
    int[] degrees = new int[NODES];
    Arrays.setAll(degrees, graph::degree);
    assertThat(level.adjacency().degrees(NODES)).isEqualTo(degrees);
    int[] hash = hash();
    assertThat(level.adjacency().cut(hash)).isEqualTo(graph.cut(hash));
  }

  @Test
  void clustersAreThoseOfOneThread() {
    int[] expected = SynchronousClustering.cluster(graph, 40, null, 4, 10);
    assertThat(new Rounds(spark).cluster(level, 40, null, 4, 10)).isEqualTo(expected);
    int[] within = hash();
    assertThat(new Rounds(spark).cluster(level, 40, within, 3, 20))
        .isEqualTo(SynchronousClustering.cluster(graph, 40, within, 3, 20));
  }

  @Test
  void refinementIsThatOfOneThread() {
    int[] expected = hash();
    new SynchronousRefinement(graph, LIMITS).refine(expected, 4, 30);
    int[] found = new Rounds(spark).refine(level, LIMITS, hash(), 4, 30, null);
    assertThat(found).isEqualTo(expected);
    assertThat(graph.cut(found)).isLessThan(graph.cut(hash()));
  }

  @Test
  void contractedGraphsKeepEveryCut() {
    int[] cluster = new Rounds(spark).cluster(level, 40, null, 4, 10);
    Level.Contracted contracted = level.contract(cluster);
    try (Level coarse = contracted.coarse()) {
      assertThat(coarse.size()).isLessThan(NODES / 2);
      int[] coarsePart = new int[coarse.size()];
      Arrays.setAll(coarsePart, c -> c % 7);
      assertThat(coarse.adjacency().cut(coarsePart))
          .isEqualTo(graph.cut(contracted.project(coarsePart)));
      assertThat(coarse.nodes().load()).isEqualTo(NODES);
      assertThat(coarse.collect(1_000_000).cut(coarsePart))
          .isEqualTo(graph.cut(contracted.project(coarsePart)));
    }
  }

  @Test
  void lightEdgesAreLeftOutAsOneThreadDoes() {
    Graph expected = Sparsifier.sparsify(graph, 6);
    assertThat(expected.edges()).isLessThan(graph.edges());
    try (Level sparse = level.sparse(6)) {
      assertThat(sparse).isNotNull();
      assertThat(sparse.adjacency().edges()).isEqualTo(expected.edges());
      assertThat(sparse.adjacency().weight()).isEqualTo(expected.weight());
      int[] hash = hash();
      assertThat(sparse.adjacency().cut(hash)).isEqualTo(expected.cut(hash));
    }
  }

  @Test
  void overloadedPartsAreBroughtUnderTheCap() {
    int[] part = hash();
    for (int v = 0; v < NODES / 3; v++) {
      part[v] = 0;
    }
    new Rounds(spark).rebalance(level, LIMITS, part);
    assertThat(Arrays.stream(graph.loads(part, LIMITS.parts())).max().orElseThrow())
        .isLessThanOrEqualTo(LIMITS.cap());
  }

  private static int[] hash() {
    int[] part = new int[NODES];
    Arrays.setAll(part, v -> StableHash.part(graph.key(v), LIMITS.parts()));
    return part;
  }
}
