package dev.prima.core.partition;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The levels of a graph, each the contraction of the one before: what is found on the small last
 * one is carried back level by level and refined on each.
 *
 * @see "Karypis and Kumar, A fast and high quality multilevel scheme for partitioning irregular
 *     graphs (SISC 1998)"
 */
final class Multilevel {
  private static final int LEAST_NODES = 200;
  private static final int MOST_LEVELS = 30;
  private static final double WORTH_A_LEVEL = 0.97;

  private final Graph finest;
  private final List<Contraction> levels = new ArrayList<>();

  private Multilevel(Graph finest) {
    this.finest = finest;
  }

  /**
   * Coarsens until few nodes a part are left or nothing shrinks any more.
   *
   * @param nodesPerPart below as many the graph is small enough
   * @param within if given, clusters stay inside these parts
   */
  static Multilevel coarsen(
      Graph graph, PartLimits limits, int nodesPerPart, int @Nullable [] within, long round) {
    Multilevel result = new Multilevel(graph);
    long enough = Math.max((long) nodesPerPart * limits.parts(), LEAST_NODES);
    int[] inside = within;
    while (result.coarsest().nodes() > enough && result.levels.size() < MOST_LEVELS) {
      Graph current = result.coarsest();
      long limit = limits.clusterLimit(graph.load(), current.nodes());
      int[] cluster =
          LabelPropagation.cluster(current, limit, inside, round + result.levels.size());
      Contraction contraction = Contraction.of(current, cluster);
      if (contraction.coarse().nodes() > current.nodes() * WORTH_A_LEVEL) {
        break;
      }
      result.levels.add(contraction);
      inside = inside == null ? null : contraction.restrict(inside);
    }
    return result;
  }

  Graph coarsest() {
    return levels.isEmpty() ? finest : levels.get(levels.size() - 1).coarse();
  }

  /** A placement of the finest graph's nodes for the coarsest, where no cluster crosses parts. */
  int[] restrict(int[] part) {
    return restrict(part, levels.size());
  }

  /** The same for the graph after so many contractions, 0 being the finest. */
  int[] restrict(int[] part, int contractions) {
    int[] result = part.clone();
    for (Contraction level : levels.subList(0, contractions)) {
      result = level.restrict(result);
    }
    return result;
  }

  /** Carries a placement of the coarsest nodes to the finest, refining on every level below. */
  int[] uncoarsen(int[] coarsest, Refinement refinement) {
    int[] part = coarsest;
    for (int i = levels.size() - 1; i >= 0; i--) {
      part = levels.get(i).project(part);
      refinement.refine(i == 0 ? finest : levels.get(i - 1).coarse(), part, i);
    }
    return part;
  }

  /** What is done with a placement on each level. */
  @FunctionalInterface
  interface Refinement {
    /** Changes parts in place. */
    void refine(Graph graph, int[] part, int level);
  }
}
