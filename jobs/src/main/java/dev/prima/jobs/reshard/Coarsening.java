package dev.prima.jobs.reshard;

import dev.prima.core.partition.Graph;
import dev.prima.core.partition.MoveBudget;
import dev.prima.core.partition.PartLimits;
import dev.prima.core.partition.PartitionSettings;
import dev.prima.core.partition.Solver;
import java.util.Arrays;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;

/**
 * The multilevel scheme with its fine levels on the executors: coarsened by rounds until the driver
 * can hold it, solved there by core, refined by rounds on the way back.
 *
 * @see "Karypis and Kumar, A fast and high quality multilevel scheme for partitioning irregular
 *     graphs (SISC 1998)"
 */
final class Coarsening {
  private static final int MOST_LEVELS = 4;
  private static final int ROUNDS = 4;

  /** V-cycles over all levels. */
  private static final int CYCLES = 1;

  /** V-cycles over a level that is small: its rounds cost little more than their start. */
  private static final int CYCLES_OF_SMALL = 2;

  private static final long SMALL_EDGES = 1_000_000;
  private static final double WORTH_A_LEVEL = 0.98;
  private static final long COARSENING_ROUND = 10_000;
  private static final long REFINING_ROUND = 20_000;
  private static final long ROUNDS_OF_A_DESCENT = 50;

  private final JavaSparkContext spark;
  private final DriverLimits driver;
  private final PartitionSettings settings;
  private final PartLimits limits;
  private final Rounds rounds;

  /** Every descent has coins and ties of its own. */
  private int descents;

  Coarsening(
      JavaSparkContext spark, DriverLimits driver, PartitionSettings settings, PartLimits limits) {
    this.spark = spark;
    this.driver = driver;
    this.settings = settings;
    this.limits = limits;
    this.rounds = new Rounds(spark);
  }

  /** A part for each node, under the cap as far as nodes fit. */
  int[] solve(Level finest) {
    int[] part = cycles(finest, descend(finest, null, 0), 0);
    // Few nodes with very many edges: the driver has seen only the heaviest of them.
    return finest.size() <= driver.nodes()
        ? rounds.refine(finest, limits, part, ROUNDS, REFINING_ROUND, null)
        : part;
  }

  /** V-cycles over the fine levels, each kept only if the cut falls. */
  private int[] cycles(Level level, int[] part, int depth) {
    int[] best = part;
    int cycles = level.size() > driver.nodes() ? cycles(level, depth) : 0;
    for (int cycle = 0; cycle < cycles; cycle++) {
      int[] next = descend(level, best, depth);
      if (level.adjacency().cut(next) < level.adjacency().cut(best)) {
        best = next;
      }
    }
    return best;
  }

  private int cycles(Level level, int depth) {
    if (settings.vCycles() == 0 || depth > 1) {
      return 0;
    }
    if (depth == 0) {
      return CYCLES;
    }
    return level.adjacency().edges() <= SMALL_EDGES ? CYCLES_OF_SMALL : 0;
  }

  /**
   * The same from a previous placement, in rounds over the finest level alone.
   *
   * @param previous negative for new nodes
   * @param taken what each part holds besides, of agents that stand and have no edges
   * @param budget of nodes that may leave their part
   */
  int[] continueFrom(Level finest, int[] previous, long[] taken, long budget) {
    Level level = finest.withBallast(taken);
    int[] home = level.ballasted(previous, taken);
    int[] part = home.clone();
    rounds.place(level, limits, part, ROUNDS);
    long forced = rounds.rebalance(level, limits, part);
    // A tenth is kept for what has to move.
    long left = Math.max(0, budget - Math.max(budget / 10, forced));
    part = rounds.refine(level, limits, part, ROUNDS, REFINING_ROUND, new MoveBudget(home, left));
    level.release();
    return Arrays.copyOf(part, finest.size());
  }

  /** Brings a placement under the cap. */
  int[] rebalanced(Level finest, int[] part) {
    int[] result = part.clone();
    rounds.rebalance(finest, limits, result);
    return result;
  }

  private int[] descend(Level level, int @Nullable [] within, int depth) {
    long round = ++descents * ROUNDS_OF_A_DESCENT;
    if (level.size() <= driver.nodes() || depth == MOST_LEVELS) {
      return onDriver(level, within);
    }
    describe("coarsen", depth);
    long limit = limits.clusterLimit(level.nodes().load(), level.size());
    int[] cluster = rounds.cluster(level, limit, within, ROUNDS, COARSENING_ROUND + round);
    Level.Contracted contracted = level.contract(cluster);
    try (Level coarse = contracted.coarse()) {
      if (coarse.size() > level.size() * WORTH_A_LEVEL) {
        return onDriver(level, within);
      }
      int[] coarsePart =
          descend(coarse, within == null ? null : contracted.restrict(within), depth + 1);
      coarsePart = cycles(coarse, coarsePart, depth + 1);
      describe("refine", depth);
      int[] part = contracted.project(coarsePart);
      rounds.rebalance(level, limits, part);
      return rounds.refine(level, limits, part, ROUNDS, REFINING_ROUND + round, null);
    }
  }

  private int[] onDriver(Level level, int @Nullable [] within) {
    Graph graph = level.collect(driver.edges());
    Solver solver = new Solver(limits, settings);
    return within == null ? solver.solve(graph) : solver.improve(graph, within);
  }

  private void describe(String step, int level) {
    spark.setJobDescription("reshard: " + step + ", level " + level);
  }
}
