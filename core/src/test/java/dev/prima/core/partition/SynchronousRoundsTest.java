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

  // Few rounds on the whole graph, 16 in all, and many where it is small and they cost little.
  private static final int FINEST_ROUNDS = 2;
  private static final int CLUSTERING_ROUNDS = 8;
  private static final int REFINING_ROUNDS = 16;
  private static final int V_CYCLES = 3;

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
    int[] part = rounds(graph, limits, null, 0);
    for (int cycle = 1; cycle <= V_CYCLES; cycle++) {
      int[] next = rounds(graph, limits, part, 1000L * cycle);
      part = graph.cut(next) < graph.cut(part) ? next : part;
    }
    Partition alone = new Partitioner(SETTINGS).partition(graph, limits);
    System.out.printf(
        "%s: cut %.4f by rounds, %.4f by the solver alone%n",
        graph, (double) graph.cut(part) / graph.weight(), (double) alone.cut() / graph.weight());

    for (long load : graph.loads(part, parts)) {
      assertThat(load).isLessThanOrEqualTo(limits.cap());
    }
    assertThat((double) graph.cut(part) / alone.cut()).isLessThanOrEqualTo(1.06);
  }

  private static int[] rounds(Graph graph, PartLimits limits, int[] placed, long round) {
    List<Contraction> levels = new ArrayList<>();
    Graph current = graph;
    int[] within = placed;
    while (current.nodes() > SOLVER_NODES && levels.size() < LEVELS) {
      long limit = limits.clusterLimit(graph.load(), current.nodes());
      Contraction level =
          Contraction.of(
              current,
              SynchronousClustering.cluster(
                  current,
                  limit,
                  within,
                  levels.isEmpty() ? FINEST_ROUNDS : CLUSTERING_ROUNDS,
                  round + 20L * levels.size()));
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
      new SynchronousRefinement(finer, limits)
          .refine(part, i == 0 ? FINEST_ROUNDS : REFINING_ROUNDS, round + 100 + 20L * i);
    }
    Rebalancer.rebalance(graph, part, limits);
    return part;
  }
}
