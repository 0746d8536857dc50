package dev.prima.core.partition;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** The way of many machines, walked in one thread: rounds, the solver for the rest, rounds. */
class SynchronousRoundsTest {
  private static final PartitionSettings SETTINGS = PartitionSettings.DEFAULTS;
  private static final int SOLVER_NODES = 3_000;
  private static final int LEVELS = 4;
  private static final int ROUNDS = 4;

  @Test
  void roundsAroundTheSolverCutAlmostAsLittleAsTheSolverAlone() {
    compare(Networks.legacyLike(20_000, 2), 40);
  }

  @Test
  @EnabledIf(
      value = "dev.prima.core.partition.Networks#deezerIsThere",
      disabledReason = "there is no shared/harmonic/deezer-ro.edges.csv.gz in any folder above")
  void soTheyDoOnDeezerRomania() {
    compare(Networks.deezer(), 100);
  }

  private static void compare(Graph graph, int parts) {
    PartLimits limits = PartLimits.of(graph.load(), parts);
    int[] part = rounds(graph, limits, null);
    int[] next = rounds(graph, limits, part);
    part = graph.cut(next) < graph.cut(part) ? next : part;
    Partition alone = new Partitioner(SETTINGS).partition(graph, limits);
    System.out.printf(
        "%s: cut %.4f by rounds, %.4f by the solver alone%n",
        graph, (double) graph.cut(part) / graph.weight(), (double) alone.cut() / graph.weight());

    for (long load : graph.loads(part, parts)) {
      assertThat(load).isLessThanOrEqualTo(limits.cap());
    }
    assertThat((double) graph.cut(part) / alone.cut()).isLessThanOrEqualTo(1.06);
  }

  private static int[] rounds(Graph graph, PartLimits limits, int[] placed) {
    List<Contraction> levels = new ArrayList<>();
    Graph current = graph;
    int[] within = placed;
    long round = placed == null ? 0 : 100;
    while (current.nodes() > SOLVER_NODES && levels.size() < LEVELS) {
      long limit = limits.clusterLimit(graph.load(), current.nodes());
      Contraction level =
          Contraction.of(
              current,
              SynchronousClustering.cluster(
                  current, limit, within, ROUNDS, round + 10L * levels.size()));
      levels.add(level);
      within = within == null ? null : level.restrict(within);
      current = level.coarse();
    }
    Solver solver = new Solver(limits, SETTINGS);
    int[] part = within == null ? solver.solve(current) : solver.improve(current, within);
    for (int i = levels.size() - 1; i >= 0; i--) {
      part = levels.get(i).project(part);
      Graph finer = i == 0 ? graph : levels.get(i - 1).coarse();
      Rebalancer.rebalance(finer, part, limits);
      new SynchronousRefinement(finer, limits).refine(part, ROUNDS, round + 50 + 10L * i);
    }
    Rebalancer.rebalance(graph, part, limits);
    return part;
  }
}
