package dev.prima.core.shard;

import dev.prima.core.partition.Assignment;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which node takes which group of shards, and the region that the group becomes: the assignment
 * that leaves most agents, over all, on a node that serves the region of their harmony.
 *
 * @param nodeOf the node of each group, one each
 * @param regionOf the region of each group: of those that its node serves the one of which it holds
 *     most, the first among equals; -1 where the node serves none
 */
public record GroupPlacement(List<Integer> nodeOf, List<Integer> regionOf) {
  public GroupPlacement {
    nodeOf = List.copyOf(nodeOf);
    regionOf = List.copyOf(regionOf);
  }

  /**
   * Matches as many groups as there are nodes.
   *
   * @param agents {@code agents[g][r]} agents of group g have a harmony of region r
   * @throws IllegalArgumentException if there are not as many groups as nodes
   */
  public static GroupPlacement of(long[][] agents, RegionMap regions) {
    int groups = agents.length;
    if (groups != regions.nodes().size()) {
      throw new IllegalArgumentException(
          groups + " groups cannot be matched to " + regions.nodes().size() + " nodes");
    }
    long[][] served = new long[groups][groups];
    for (int g = 0; g < groups; g++) {
      for (int r = 0; r < regions.regions().size(); r++) {
        served[g][regions.node(r)] += agents[g][r];
      }
    }
    int[] nodeOf = Assignment.most(served);
    return new GroupPlacement(
        IntStream.of(nodeOf).boxed().toList(),
        IntStream.range(0, groups).mapToObj(g -> mostHeld(agents[g], nodeOf[g], regions)).toList());
  }

  private static int mostHeld(long[] agents, int node, RegionMap regions) {
    int most = -1;
    for (int r = 0; r < regions.regions().size(); r++) {
      if (regions.node(r) == node && (most < 0 || agents[r] > agents[most])) {
        most = r;
      }
    }
    return most;
  }
}
