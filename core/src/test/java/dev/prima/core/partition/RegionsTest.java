package dev.prima.core.partition;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RegionsTest {
  @Test
  void partsThatBelongTogetherBecomeOneGroup() {
    // Twelve parts in a ring of cliques of three: the groups are the cliques.
    Graph quotient = Networks.cliques(4, 3);
    int[] group = QuotientGraph.group(quotient, 4);

    assertThat(quotient.cut(group)).isEqualTo(4);
    assertThat(quotient.loads(group, 4)).containsOnly(3);
  }

  @Test
  void theQuotientGraphHoldsTheWeightBetweenParts() {
    Graph graph = Networks.random(500, 3000, 2);
    int[] part = HashPlacement.of(graph, 9);
    Graph quotient = QuotientGraph.of(graph, part, 11);

    assertThat(quotient.nodes()).isEqualTo(11);
    assertThat(quotient.weight()).isEqualTo(graph.cut(part));
    assertThat(quotient.degree(10)).isZero();
    int[] group = IntStream.range(0, 11).map(p -> p % 3).toArray();
    assertThat(quotient.cut(group))
        .isEqualTo(graph.cut(Arrays.stream(part).map(p -> p % 3).toArray()));
  }

  @Test
  void groupsOfShardsCutFarLessThanGroupsByHash() {
    Graph graph = Networks.legacyLike(12_000, 3);
    Partition partition =
        new Partitioner(PartitionSettings.DEFAULTS)
            .partition(graph, PartLimits.of(graph.load(), 100));
    Graph quotient = QuotientGraph.of(graph, partition.parts(), 100);
    int[] group = QuotientGraph.group(quotient, 3);

    assertThat(LongStream.of(quotient.loads(group, 3))).allMatch(load -> load >= 30 && load <= 35);
    assertThat((double) quotient.cut(group) / graph.weight()).isLessThan(0.35 * 2 / 3);
  }

  @Test
  void moreGroupsThanPartsLeaveSomeEmpty() {
    int[] group = QuotientGraph.group(Networks.isolated(2), 5);

    assertThat(group).doesNotHaveDuplicates();
    assertThat(QuotientGraph.group(Networks.isolated(0), 3)).isEmpty();
  }

  @Test
  void noPartCrossesAWallAndTheCapHolds() {
    Graph graph = Networks.legacyLike(6_000, 8);
    int[] region = new int[graph.nodes()];
    for (int v = 0; v < region.length; v++) {
      // One region with almost all, one with few, one with nobody.
      region[v] = StableHash.part(graph.key(v) ^ 3, 50) == 0 ? 2 : 0;
    }
    PartLimits limits = PartLimits.of(graph.load(), 60);
    Partition partition =
        new RegionWalls(region, 3).partition(graph, limits, PartitionSettings.DEFAULTS);
    int[] regionOfPart = new int[partition.limits().parts()];
    Arrays.fill(regionOfPart, -1);
    for (int v = 0; v < region.length; v++) {
      int part = partition.part(v);
      assertThat(regionOfPart[part]).isIn(-1, region[v]);
      regionOfPart[part] = region[v];
    }
    assertThat(partition.limits().parts()).isGreaterThanOrEqualTo(60);
    assertThat(partition.maxLoad()).isLessThanOrEqualTo(limits.cap());
    assertThat(partition.cut()).isGreaterThanOrEqualTo(graph.cut(region));
    assertThat(LongStream.of(partition.loads()).sum()).isEqualTo(6_000);
  }

  @Test
  void regionsGetPartsAsTheCapDemandsAndTheRestWhereItIsFullest() {
    assertThat(RegionWalls.partsOf(new long[] {950, 10, 40, 0}, PartLimits.of(1000, 10)))
        .containsExactly(10, 1, 1, 0);
    assertThat(RegionWalls.partsOf(new long[] {600, 400}, PartLimits.of(1000, 10)))
        .containsExactly(6, 4);
    assertThat(RegionWalls.partsOf(new long[] {0, 0}, PartLimits.of(0, 10))).containsExactly(0, 0);
  }
}
