package dev.prima.core.partition;

/**
 * How much work is put into a partition.
 *
 * @param keptEdges of each node its heaviest edges that always count when clusters are formed and
 *     parts refined; others count if they are among the heaviest of their other end
 * @param starts initial partitions of the coarsest graph, of which the best is kept
 * @param refinementPasses most passes of greedy refinement on each level
 * @param vCycles how often a finished partition is coarsened inside its parts and refined anew
 * @param movePermille of a previous partition's nodes that may change their part, in 1/1000
 */
public record PartitionSettings(
    int keptEdges, int starts, int refinementPasses, int vCycles, int movePermille) {
  /** The ones that the figures in core/docs/resharding.md were measured with. */
  public static final PartitionSettings DEFAULTS = new PartitionSettings(64, 6, 8, 3, 10);

  public PartitionSettings {
    if (keptEdges < 1 || starts < 1 || refinementPasses < 0 || vCycles < 0) {
      throw new IllegalArgumentException(
          "Kept edges and starts must be 1 or more, passes and V-cycles 0 or more");
    }
    if (movePermille < 0 || movePermille > 1000) {
      throw new IllegalArgumentException("The move budget must be 0 to 1000 permille");
    }
  }
}
