package dev.prima.core.shard;

import dev.prima.core.mapping.Placement;
import dev.prima.core.mapping.RowValues;
import dev.prima.core.mapping.TargetTable;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Finds the place of the rows of one table: the region, the shard and the node that serves them.
 *
 * <p>What belongs to an agent goes where the agent is; rows of unknown agents, of regions that no
 * node serves and of tables that are placed at home go to the home node without region and shard.
 *
 * <p>Thread-safe.
 *
 * @see "DESIGN.md, Where things land"
 */
public final class RowPlacer {
  /** The place of rows that belong to no region: home. */
  public static final long NOWHERE = -1;

  /** What {@link #shard} gives for a row without one. */
  public static final int NO_SHARD = -1;

  /** What {@link #region} gives for a row without one. */
  public static final int NO_REGION = -1;

  // Beside the 15 bits of a shard in a place of the look-up.
  private static final long WITHOUT_SHARD = 1L << 62;

  private final Placement placement;
  private final int column;
  private final ShardLookup lookup;
  private final RegionMap regions;
  private final byte[][] regionNames;

  public RowPlacer(TargetTable table, ShardLookup lookup, RegionMap regions) {
    this.placement = table.placement();
    this.lookup = lookup;
    this.regions = regions;
    column = column(table);
    regionNames =
        regions.regions().stream()
            .map(r -> r.getBytes(StandardCharsets.UTF_8))
            .toArray(byte[][]::new);
  }

  private static int column(TargetTable table) {
    Placement placement = table.placement();
    if (placement instanceof Placement.Distribute distribute) {
      return table.ordinal(distribute.column());
    }
    if (placement instanceof Placement.Follow follow) {
      return table.ordinal(follow.column());
    }
    if (placement instanceof Placement.LegacyRegion legacy) {
      return table.ordinal(legacy.column());
    }
    return -1;
  }

  /** The place of a row, to be taken apart by the other methods. */
  public long place(RowValues row) {
    if (column < 0 || row.isNull(column)) {
      return NOWHERE;
    }
    byte[] array = row.array(column);
    int offset = row.offset(column);
    int length = row.length(column);
    if (placement instanceof Placement.LegacyRegion) {
      for (int r = 0; r < regionNames.length; r++) {
        if (Arrays.equals(
            array, offset, offset + length, regionNames[r], 0, regionNames[r].length)) {
          return WITHOUT_SHARD | ShardLookup.place(r, 0);
        }
      }
      return NOWHERE;
    }
    return lookup.find(array, offset, length);
  }

  /** The region's ordinal, or {@link #NO_REGION}. */
  public int region(long place) {
    return place == NOWHERE ? NO_REGION : ShardLookup.region(place & ~WITHOUT_SHARD);
  }

  /** The shard, or {@link #NO_SHARD}. */
  public int shard(long place) {
    return place == NOWHERE || (place & WITHOUT_SHARD) != 0 ? NO_SHARD : ShardLookup.shard(place);
  }

  /** The ordinal of the node. */
  public int node(long place) {
    return place == NOWHERE ? RegionMap.HOME : regions.node(region(place));
  }
}
