package dev.prima.core.shard;

import java.io.Serializable;
import java.util.List;

/**
 * The regions and the node that serves each. Immutable.
 *
 * @param regions names; the ordinal is what {@link ShardLookup} keeps
 * @param nodeOf the ordinal of the serving node, per region
 * @param nodes names; the first is home
 */
public record RegionMap(List<String> regions, List<Integer> nodeOf, List<String> nodes)
    implements Serializable {
  public static final int HOME = 0;

  public RegionMap {
    regions = List.copyOf(regions);
    nodeOf = List.copyOf(nodeOf);
    nodes = List.copyOf(nodes);
  }

  /** The region's ordinal, -1 for one that no node serves. */
  public int ordinal(String region) {
    return regions.indexOf(region);
  }

  public int node(int region) {
    return nodeOf.get(region);
  }
}
