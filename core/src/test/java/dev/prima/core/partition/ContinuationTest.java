package dev.prima.core.partition;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** A network that grows or shrinks keeps its parts. */
class ContinuationTest {
  private static final Partitioner PARTITIONER = new Partitioner(PartitionSettings.DEFAULTS);
  private static final int PARTS = 100;

  @Test
  void threeStepsOfOnePercentStayNearAFullRun() {
    grow(Networks.legacyLike(12_000, 4), 3);
  }

  @Test
  @EnabledIfSystemProperty(named = "prima.full", matches = "true") // ten steps, three networks
  void tenStepsOfOnePercentStayNearAFullRun() {
    grow(Networks.legacyLike(12_000, 4), 10);
    grow(Networks.legacyLike(30_000, 1), 10);
    grow(Networks.legacyLike(100_000, 1), 10);
  }

  @Test
  void whoLeavesForcesNobodyToMove() {
    Graph whole = Networks.legacyLike(12_000, 5);
    Partition before = PARTITIONER.partition(whole, PartLimits.of(whole.load(), PARTS));
    Subgraph rest = Subgraph.of(whole, v -> StableHash.part(whole.key(v), 4) != 0);
    int[] previous = new int[rest.graph().nodes()];
    Arrays.setAll(previous, v -> before.part(rest.original(v)));
    Partitioner still = new Partitioner(new PartitionSettings(64, 6, 8, 3, 0));

    Partition after =
        still.continueFrom(
            rest.graph(),
            PartLimits.of(rest.graph().load(), PARTS).withCapAtLeast(before.limits().cap()),
            previous);

    assertThat(after.parts()).isEqualTo(previous);
    assertThat(after.moved()).isZero();
  }

  @Test
  void newIsolatedNodesFillTheEmptiestParts() {
    Graph graph = Networks.isolated(1000);
    int[] previous = new int[1000];
    Arrays.fill(previous, -1);
    for (int v = 0; v < 300; v++) {
      previous[v] = v % 3;
    }
    Partition after = PARTITIONER.continueFrom(graph, PartLimits.of(1000, 10), previous);

    assertThat(after.loads()).containsOnly(100);
    assertThat(after.moved()).isZero();
  }

  @Test
  void theSameAgainChangesNothingForTheWorse() {
    Graph graph = Networks.legacyLike(8_000, 6);
    Partition before = PARTITIONER.partition(graph, PartLimits.of(graph.load(), PARTS));

    Partition after = PARTITIONER.continueFrom(graph, before.limits(), before.parts());

    assertThat(after.cut()).isLessThanOrEqualTo(before.cut());
    assertThat(after.moved()).isLessThanOrEqualTo(80);
  }

  private static void grow(Graph whole, int steps) {
    int[] partOf = new int[whole.nodes()];
    Arrays.fill(partOf, -1);
    Subgraph first = grown(whole, 0, steps);
    Partition current = PARTITIONER.partition(first.graph(), limits(first.graph()));
    first.lift(current.parts(), 0, partOf);
    for (int step = 1; step <= steps; step++) {
      Subgraph next = grown(whole, step, steps);
      int[] previous = new int[next.graph().nodes()];
      Arrays.setAll(previous, v -> partOf[next.original(v)]);
      long old = Arrays.stream(previous).filter(p -> p >= 0).count();
      current =
          PARTITIONER.continueFrom(
              next.graph(), limits(next.graph()).withCapAtLeast(current.limits().cap()), previous);
      next.lift(current.parts(), 0, partOf);
      assertThat(current.moved()).isLessThanOrEqualTo((int) (old / 100));
      assertThat(current.maxLoad()).isLessThanOrEqualTo(current.limits().cap());
    }
    Partition full = PARTITIONER.partition(whole, limits(whole));
    System.out.printf(
        "%s, %d steps of growth: cut %.4f, a full run's %.4f%n",
        whole,
        steps,
        (double) current.cut() / whole.weight(),
        (double) full.cut() / whole.weight());
    assertThat((double) current.cut() / full.cut()).isLessThanOrEqualTo(1.02);
  }

  /** All but the last percents of the nodes, which have yet to come. */
  private static Subgraph grown(Graph whole, int step, int steps) {
    return Subgraph.of(whole, v -> StableHash.part(whole.key(v) ^ 555, 100) < 100 - steps + step);
  }

  private static PartLimits limits(Graph graph) {
    return PartLimits.of(graph.load(), PARTS);
  }
}
