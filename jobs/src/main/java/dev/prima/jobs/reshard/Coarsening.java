package dev.prima.jobs.reshard;

import dev.prima.core.partition.Graph;
import dev.prima.core.partition.MoveBudget;
import dev.prima.core.partition.PartLimits;
import dev.prima.core.partition.PartitionSettings;
import dev.prima.core.partition.Solver;
import java.util.ArrayList;
import java.util.List;
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
  private static final double WORTH_A_LEVEL = 0.98;
  private static final long COARSENING_ROUND = 10_000;
  private static final long REFINING_ROUND = 20_000;
  private static final long ROUNDS_OF_A_CYCLE = 1_000;
  private static final long ROUNDS_OF_A_LEVEL = 50;

  private final JavaSparkContext spark;
  private final DriverLimits driver;
  private final PartitionSettings settings;
  private final PartLimits limits;
  private final Rounds rounds;

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
    int[] part = descend(finest, null, 0);
    // One V-cycle over the fine levels; those of the coarse graph are the solver's.
    if (settings.vCycles() > 0) {
      int[] next = descend(finest, part, 1);
      if (finest.adjacency().cut(next) < finest.adjacency().cut(part)) {
        part = next;
      }
    }
    return part;
  }

  /** The same from a previous placement, negative for new nodes. */
  int[] continueFrom(Level finest, int[] previous, long budget) {
    int[] part = previous.clone();
    rounds.place(finest, limits, part, ROUNDS);
    long forced = rounds.rebalance(finest, limits, part);
    // A tenth is kept for what has to move.
    long left = Math.max(0, budget - Math.max(budget / 10, forced));
    return rounds.refine(
        finest, limits, part, ROUNDS, REFINING_ROUND, new MoveBudget(previous, left));
  }

  /** Brings a placement under the cap. */
  int[] rebalanced(Level finest, int[] part) {
    int[] result = part.clone();
    rounds.rebalance(finest, limits, result);
    return result;
  }

  private int[] descend(Level finest, int @Nullable [] within, int cycle) {
    List<Level.Contracted> levels = new ArrayList<>();
    try {
      return descend(finest, within, cycle, levels);
    } finally {
      levels.forEach(level -> level.coarse().close());
    }
  }

  private int[] descend(
      Level finest, int @Nullable [] within, int cycle, List<Level.Contracted> levels) {
    long offset = cycle * ROUNDS_OF_A_CYCLE;
    Level current = finest;
    int[] inside = within;
    while (current.size() > driver.nodes() && levels.size() < MOST_LEVELS) {
      describe("coarsen", levels.size(), cycle);
      long limit = limits.clusterLimit(current.nodes().load(), current.size());
      int[] cluster =
          rounds.cluster(
              current,
              limit,
              inside,
              ROUNDS,
              COARSENING_ROUND + offset + levels.size() * ROUNDS_OF_A_LEVEL);
      Level.Contracted contracted = current.contract(cluster);
      levels.add(contracted);
      inside = inside == null ? null : contracted.restrict(inside);
      boolean stuck = contracted.coarse().size() > current.size() * WORTH_A_LEVEL;
      current = contracted.coarse();
      if (stuck) {
        break;
      }
    }
    describe("solve", levels.size(), cycle);
    Graph coarsest = current.collect(driver.edges());
    Solver solver = new Solver(limits, settings);
    int[] part = inside == null ? solver.solve(coarsest) : solver.improve(coarsest, inside);
    for (int l = levels.size() - 1; l >= 0; l--) {
      describe("refine", l, cycle);
      Level level = l == 0 ? finest : levels.get(l - 1).coarse();
      part = levels.get(l).project(part);
      rounds.rebalance(level, limits, part);
      part =
          rounds.refine(
              level, limits, part, ROUNDS, REFINING_ROUND + offset + l * ROUNDS_OF_A_LEVEL, null);
    }
    rounds.rebalance(finest, limits, part);
    return part;
  }

  private void describe(String step, int level, int cycle) {
    spark.setJobDescription(
        "reshard: " + step + ", level " + level + (cycle == 0 ? "" : ", V-cycle " + cycle));
  }
}
