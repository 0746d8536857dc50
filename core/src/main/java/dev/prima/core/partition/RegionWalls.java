package dev.prima.core.partition;

import java.util.Arrays;

/**
 * Partitions a graph whose nodes belong to regions that no part may cross: each region gets as many
 * parts as the cap demands, spare parts go where the parts are fullest. The weight between regions,
 * {@code graph.cut(region)}, is cut in any case.
 *
 * @see "core/docs/resharding.md, Walls"
 */
public final class RegionWalls {
  private final int[] region;
  private final int regions;

  /**
   * @param region of each node, 0 to {@code regions - 1}
   */
  public RegionWalls(int[] region, int regions) {
    this.region = region.clone();
    this.regions = regions;
  }

  /**
   * How many parts each region gets: none without load, else what the cap demands, and together at
   * least as many as the limits say.
   *
   * @param loads of the regions
   */
  public static int[] partsOf(long[] loads, PartLimits limits) {
    int[] parts = new int[loads.length];
    int total = 0;
    boolean any = false;
    for (int r = 0; r < loads.length; r++) {
      long cap = Math.max(1, limits.cap());
      parts[r] = (int) (loads[r] / cap + (loads[r] % cap == 0 ? 0 : 1));
      total += parts[r];
      any |= parts[r] > 0;
    }
    while (any && total < limits.parts()) {
      int fullest = -1;
      for (int r = 0; r < loads.length; r++) {
        if (parts[r] > 0
            && (fullest < 0 || loads[r] * parts[fullest] > loads[fullest] * parts[r])) {
          fullest = r;
        }
      }
      parts[fullest]++;
      total++;
    }
    return parts;
  }

  /**
   * A partition in which no part crosses regions; parts are numbered by least member, over all
   * regions. It may have more parts than the limits say, never a higher cap.
   */
  public Partition partition(Graph graph, PartLimits limits, PartitionSettings settings) {
    int[] parts = partsOf(graph.loads(region, regions), limits);
    PartLimits whole = new PartLimits(Math.max(1, Arrays.stream(parts).sum()), limits.cap());
    int[] part = new int[graph.nodes()];
    int first = 0;
    Partition.Origin origin = Partition.Origin.HASH;
    for (int r = 0; r < regions; r++) {
      if (parts[r] > 0) {
        int wanted = r;
        Subgraph inside = Subgraph.of(graph, v -> region[v] == wanted);
        Partition found =
            new Partitioner(settings)
                .partition(inside.graph(), new PartLimits(parts[r], limits.cap()));
        inside.lift(found.parts(), first, part);
        first += parts[r];
        origin = found.origin() == Partition.Origin.SOLVED ? found.origin() : origin;
      }
    }
    int[] numbered = PartNumbering.numbered(graph::key, part, whole.parts());
    long hashCut = graph.cut(HashPlacement.of(graph, whole.parts()));
    return new Partition(graph, numbered, whole, origin, hashCut, 0);
  }
}
