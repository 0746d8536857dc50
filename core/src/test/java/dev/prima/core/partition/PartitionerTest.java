package dev.prima.core.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prima.core.partition.GraphBuilder.Duplicates;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PartitionerTest {
  private static final Partitioner PARTITIONER = new Partitioner(PartitionSettings.DEFAULTS);

  @Test
  void cliquesInARingAreFoundAndOnlyTheRingIsCut() {
    // 40 cliques of 100 in 40 parts that may hold 105: one clique each, 40 edges of weight 1 cut.
    Partition partition = fresh(Networks.cliques(40, 100), 40);

    assertThat(partition.cut()).isEqualTo(40);
    assertThat(partition.loads()).containsOnly(100);
    assertThat(partition.origin()).isEqualTo(Partition.Origin.SOLVED);
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "1, 1", "23, 1", "31, 1", "64, 2", "3199, 99", "3200, 100", "5000, 100"})
  void smallNetworksHaveFewParts(int nodes, int parts) {
    assertThat(PartLimits.forAtMost(nodes, 100).parts()).isEqualTo(parts);
  }

  @ParameterizedTest
  @CsvSource({"0, 100", "1, 100", "23, 100", "1000, 7", "1000, 100", "99999, 100"})
  void isolatedNodesAreSpreadEvenly(int nodes, int parts) {
    Partition partition =
        PARTITIONER.partition(Networks.isolated(nodes), PartLimits.of(nodes, parts));

    assertThat(partition.cut()).isZero();
    assertThat(partition.maxLoad() - LongStream.of(partition.loads()).min().orElseThrow())
        .isLessThanOrEqualTo(1);
  }

  @Test
  void isolatedNodesOfAKindStayTogether() {
    int[] kinds = new int[90];
    Arrays.setAll(kinds, v -> v % 3);
    Graph graph = Networks.isolated(90);
    PartLimits limits = PartLimits.of(90, 3);

    int[] fresh = PARTITIONER.partition(graph, limits, new int[90], kinds).parts();
    int[] unplaced = new int[90];
    Arrays.fill(unplaced, -1);
    int[] continued = PARTITIONER.continueFrom(graph, limits, unplaced, kinds).parts();

    assertThat(fresh).isEqualTo(kinds);
    assertThat(continued).isEqualTo(kinds);
  }

  @Test
  void aHubOfAHundredThousandEdgesCutsNoMoreThanItHasTo() {
    Graph star = Networks.star(100_000);
    Partition partition = fresh(star, 100);

    assertThat(partition.maxLoad()).isEqualTo(1050);
    // The hub's part holds at most 1,049 leaves: at best those of the greatest weight, 7.
    assertThat(partition.cut()).isGreaterThanOrEqualTo(star.weight() - 1049 * 7);
    assertThat(partition.cut()).isLessThanOrEqualTo(star.weight() - 1049 * 4);
    assertThat(partition.cut()).isLessThan(partition.hashCut());
  }

  @Test
  void morePartsThanNodesLeaveSomeEmpty() {
    Partition partition = PARTITIONER.partition(Networks.complete(5), PartLimits.of(5, 9));

    assertThat(partition.loads()).containsExactly(1, 1, 1, 1, 1, 0, 0, 0, 0);
    assertThat(partition.cut()).isEqualTo(10);
  }

  @Test
  void onePartHoldsAllAndCutsNothing() {
    Partition partition = fresh(Networks.random(500, 2000, 1), 1);

    assertThat(partition.cut()).isZero();
    assertThat(partition.loads()).containsExactly(500);
  }

  @Test
  void whereNothingIsToBeFoundItIsStillNoWorseThanHash() {
    Graph complete = Networks.complete(330);
    Partition partition = fresh(complete, 10);
    int[] hash = HashPlacement.of(complete, 10);
    Rebalancer.rebalance(complete, hash, partition.limits());

    assertThat(partition.cut()).isLessThanOrEqualTo(complete.cut(hash));
    assertThat(partition.maxLoad()).isLessThanOrEqualTo(34);
  }

  @Test
  void aBetterPlacementByHashIsTakenInstead() {
    Graph graph = Networks.random(2000, 8000, 3);
    // Only one who knows could find it: nothing but a placement that was solved before.
    int[] known = new Solver(PartLimits.of(2000, 20), PartitionSettings.DEFAULTS).solve(graph);
    Partitioner hasty = new Partitioner(new PartitionSettings(1, 1, 0, 0, 10));

    Partition partition = hasty.partition(graph, PartLimits.of(2000, 20), known);

    assertThat(partition.origin()).isEqualTo(Partition.Origin.HASH);
    assertThat(partition.cut()).isEqualTo(graph.cut(known));
  }

  @Test
  void partsAreNumberedByTheirLeastMembers() {
    Graph graph = Networks.random(1000, 4000, 5);
    Partition partition = fresh(graph, 12);
    int[] firstSeen = Arrays.stream(partition.parts()).distinct().limit(12).toArray();

    assertThat(firstSeen).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
  }

  @Test
  void hugeWeightsDoNotOverflow() {
    GraphBuilder builder = new GraphBuilder(Duplicates.SUM);
    for (int v = 0; v < 640; v++) {
      builder.edge(Networks.key(v), Networks.key((v + 1) % 640), Long.MAX_VALUE / 2000);
    }
    Partition partition = fresh(builder.build(), 20);

    assertThat(partition.cut()).isPositive().isLessThan(partition.hashCut());
    assertThatThrownBy(
            () -> new GraphBuilder(Duplicates.SUM).edge(1, 2, Long.MAX_VALUE).edge(2, 1, 1).build())
        .isInstanceOf(ArithmeticException.class);
  }

  @Test
  @EnabledIfSystemProperty(named = "prima.full", matches = "true") // a million edges
  void aMillionEdgesTakeSecondsOnOneCore() {
    Graph graph = Networks.legacyLike(200_000, 1_090_000, 1);
    long start = System.nanoTime();

    Partition partition = fresh(graph, 100);

    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf("%s: %.1f s%n", graph, seconds);
    assertThat(graph.edges()).isGreaterThan(990_000);
    assertThat(partition.maxLoad()).isLessThanOrEqualTo(2_100);
    assertThat(seconds).isLessThan(20);
  }

  @Test
  void aPlacementOfAnotherGraphIsRefused() {
    Graph graph = Networks.random(100, 300, 1);
    PartLimits limits = PartLimits.of(100, 4);

    assertThatThrownBy(() -> PARTITIONER.continueFrom(graph, limits, new int[99]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("100 nodes");
    int[] outside = new int[100];
    outside[7] = 4;
    assertThatThrownBy(() -> PARTITIONER.continueFrom(graph, limits, outside))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Part 4");
  }

  private static Partition fresh(Graph graph, int parts) {
    return PARTITIONER.partition(graph, PartLimits.forAtMost(graph.load(), parts));
  }
}
