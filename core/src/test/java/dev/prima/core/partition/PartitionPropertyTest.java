package dev.prima.core.partition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.core.partition.ByHand.Row;
import dev.prima.core.partition.GraphBuilder.Duplicates;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCases;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;

/** What holds of every partition of every graph. */
class PartitionPropertyTest {
  private static final PartitionSettings SETTINGS = PartitionSettings.DEFAULTS;

  @Property
  void everyNodeHasExactlyOnePartUnderTheCap(
      @ForAll("rows") List<Row> rows, @ForAll @IntRange(min = 1, max = 40) int parts) {
    Graph graph = graph(rows);
    PartLimits limits = PartLimits.of(graph.load(), parts);

    Partition partition = new Partitioner(SETTINGS).partition(graph, limits);

    Map<Long, Integer> partOf = ByHand.partOf(graph, partition);
    assertThat(partOf)
        .hasSize((int) rows.stream().flatMap(r -> ends(r).stream()).distinct().count());
    assertThat(partOf.values()).allMatch(part -> part >= 0 && part < parts);
    assertThat(ByHand.sizes(partOf).values()).allMatch(size -> size <= limits.cap());
    long[] loads = partition.loads();
    for (int p = 0; p < parts; p++) {
      assertThat(loads[p]).isEqualTo(ByHand.sizes(partOf).getOrDefault(p, 0).longValue());
    }
  }

  @Property
  void theCutIsTheOneThatCountingByHandGives(
      @ForAll("rows") List<Row> rows, @ForAll @IntRange(min = 1, max = 12) int parts) {
    Graph graph = graph(rows);
    Partition partition =
        new Partitioner(SETTINGS).partition(graph, PartLimits.of(graph.load(), parts));

    assertThat(BigInteger.valueOf(partition.cut()))
        .isEqualTo(ByHand.cut(rows, ByHand.partOf(graph, partition)));
    assertThat(BigInteger.valueOf(partition.weight())).isEqualTo(ByHand.weight(rows));
  }

  @Property
  void theOrderOfRowsAndEndsDoesNotMatter(
      @ForAll("rows") List<Row> rows,
      @ForAll @IntRange(min = 1, max = 12) int parts,
      @ForAll Random random) {
    List<Row> shuffled = new ArrayList<>();
    rows.forEach(
        row ->
            shuffled.add(random.nextBoolean() ? row : new Row(row.to(), row.from(), row.weight())));
    Collections.shuffle(shuffled, random);
    Graph graph = graph(rows);
    Graph other = graph(shuffled);
    PartLimits limits = PartLimits.of(graph.load(), parts);

    assertThat(new Partitioner(SETTINGS).partition(other, limits).parts())
        .isEqualTo(new Partitioner(SETTINGS).partition(graph, limits).parts());
  }

  @Property
  void itIsNeverWorseThanHashUnderTheCap(
      @ForAll("rows") List<Row> rows, @ForAll @IntRange(min = 1, max = 12) int parts) {
    Graph graph = graph(rows);
    PartLimits limits = PartLimits.of(graph.load(), parts);
    Partition partition = new Partitioner(SETTINGS).partition(graph, limits);
    int[] hash = HashPlacement.of(graph, parts);
    long allowed = graph.cut(hash);
    // Where hash itself breaks the cap, it is no placement to compare with until it is mended.
    Rebalancer.rebalance(graph, hash, limits);

    assertThat(partition.cut()).isLessThanOrEqualTo(Math.max(allowed, graph.cut(hash)));
  }

  @Property
  void vCyclesNeverRaiseTheCutNorTheLoadAboveTheCap(
      @ForAll("rows") List<Row> rows,
      @ForAll @IntRange(min = 2, max = 8) int parts,
      @ForAll long seed) {
    Graph graph = graph(rows);
    PartLimits limits = PartLimits.of(graph.load(), parts);
    int[] part = new int[graph.nodes()];
    for (int v = 0; v < part.length; v++) {
      part[v] = StableHash.part(graph.key(v) ^ seed, parts);
    }
    Rebalancer.rebalance(graph, part, limits);
    int[] before = part.clone();

    int[] after = new Solver(limits, SETTINGS).improve(graph, part);

    assertThat(part).isEqualTo(before);
    assertThat(graph.cut(after)).isLessThanOrEqualTo(graph.cut(part));
    assertThat(LongStream.of(graph.loads(after, parts))).allMatch(load -> load <= limits.cap());
  }

  @Property
  void synchronousRefinementNeverRaisesTheCutNorTheLoadAboveTheCap(
      @ForAll("rows") List<Row> rows,
      @ForAll @IntRange(min = 2, max = 8) int parts,
      @ForAll @IntRange(min = 0, max = 1000) int round) {
    Graph graph = graph(rows);
    PartLimits limits = PartLimits.of(graph.load(), parts);
    int[] part = HashPlacement.of(graph, parts);
    Rebalancer.rebalance(graph, part, limits);
    long before = graph.cut(part);

    new SynchronousRefinement(graph, limits).refine(part, 4, round);

    assertThat(graph.cut(part)).isLessThanOrEqualTo(before);
    assertThat(LongStream.of(graph.loads(part, parts))).allMatch(load -> load <= limits.cap());
  }

  @Property
  void clustersKeepTheirLimitAndStayInsideParts(
      @ForAll("rows") List<Row> rows,
      @ForAll @IntRange(min = 2, max = 9) int limit,
      @ForAll @IntRange(min = 1, max = 4) int parts) {
    Graph graph = graph(rows);
    int[] within = HashPlacement.of(graph, parts);
    int[][] found = {
      SynchronousClustering.cluster(graph, limit, within, 4, 0),
      LabelPropagation.cluster(graph, limit, within, 0)
    };
    for (int[] cluster : found) {
      Contraction contraction = Contraction.of(graph, cluster);
      for (int c = 0; c < contraction.coarse().nodes(); c++) {
        assertThat(contraction.coarse().nodeWeight(c)).isLessThanOrEqualTo(limit);
      }
      int[] coarse = contraction.restrict(within);
      assertThat(contraction.project(coarse)).isEqualTo(within);
      assertThat(contraction.coarse().cut(coarse)).isEqualTo(graph.cut(within));
      assertThat(contraction.coarse().load()).isEqualTo(graph.load());
    }
  }

  @Property
  void aContinuationKeepsItsBudgetAndTheCap(
      @ForAll("rows") List<Row> rows,
      @ForAll @IntRange(min = 1, max = 8) int parts,
      @ForAll @IntRange(min = 0, max = 1000) int permille) {
    Graph graph = graph(rows);
    PartitionSettings settings = new PartitionSettings(64, 1, 4, 2, permille);
    int[] previous = HashPlacement.of(graph, parts);
    PartLimits limits =
        PartLimits.of(graph.load(), parts)
            .withCapAtLeast(Arrays.stream(graph.loads(previous, parts)).max().orElse(0));
    int old = 0;
    for (int v = 0; v < previous.length; v++) {
      if (StableHash.coin(graph.key(v), 77)) {
        previous[v] = -1;
      } else {
        old++;
      }
    }

    Partition next = new Partitioner(settings).continueFrom(graph, limits, previous);

    int moved = 0;
    for (int v = 0; v < previous.length; v++) {
      moved += previous[v] >= 0 && previous[v] != next.part(v) ? 1 : 0;
    }
    assertThat(next.moved()).isEqualTo(moved).isLessThanOrEqualTo(old * permille / 1000);
    assertThat(LongStream.of(next.loads())).allMatch(load -> load <= limits.cap());
  }

  /** Few nodes, many parallel, reversed, looping and worthless rows. */
  @Provide
  Arbitrary<List<Row>> rows() {
    Arbitrary<Long> ends = Arbitraries.longs().between(0, 90).map(Networks::key);
    Arbitrary<Long> weights =
        Arbitraries.frequencyOf(
            Tuple.of(8, Arbitraries.longs().between(1, 1000)),
            Tuple.of(1, Arbitraries.longs().between(-5, 0)),
            Tuple.of(1, Arbitraries.longs().between(1L << 40, 1L << 45)));
    return Combinators.combine(ends, ends, weights)
        .as(Row::new)
        .list()
        .ofMaxSize(300)
        // The library's own edge cases, all of tiny lists, would take the place of all others.
        .edgeCases(EdgeCases.Config::none);
  }

  private static List<Long> ends(Row row) {
    return List.of(row.from(), row.to());
  }

  private static Graph graph(List<Row> rows) {
    GraphBuilder builder = new GraphBuilder(Duplicates.SUM);
    rows.forEach(row -> builder.edge(row.from(), row.to(), row.weight()));
    return builder.build();
  }
}
