package dev.prima.jobs.staging;

import dev.prima.core.mapping.ColumnType;
import dev.prima.core.mapping.Edges;
import dev.prima.core.mapping.GlobalShape;
import dev.prima.core.mapping.Placement;
import dev.prima.core.mapping.TargetTable;
import java.util.ArrayList;
import java.util.List;

/**
 * The columns of a table that have a meaning for every table: the old id, the agent that a row
 * belongs to and the one that it points to. They bear Parquet field ids, so that the parts of all
 * tables can be read in one scan although these columns have another place in each.
 */
public final class CopyColumns {
  /** Field ids; a column of a table that has no such column reads as null. */
  public static final int LEGACY_ID = 1;

  public static final int END1 = 2;
  public static final int END2 = 3;

  private static final String LEGACY_ID_COLUMN = "legacy_id";

  private CopyColumns() {}

  /**
   * The columns that say to whom a row belongs and to whom it points; for an agent itself: id and
   * harmony.
   */
  public static List<String> ends(TargetTable table) {
    List<String> ends = new ArrayList<>();
    if (table.placement() instanceof Placement.Distribute distribute) {
      ends.add(distribute.column());
      String harmony = distribute.facts().harmony();
      if (harmony != null) {
        ends.add(harmony);
      }
      return ends;
    }
    List<String> global = table.stores().global().map(GlobalShape::ends).orElse(List.of());
    Edges edges = table.edges();
    if (edges != null && global.isEmpty()) {
      global = List.of(edges.first(), edges.second());
    }
    if (table.placement() instanceof Placement.Follow follow) {
      ends.add(follow.column());
      global.stream().filter(e -> !e.equals(follow.column())).forEach(ends::add);
    } else if (table.placement() instanceof Placement.LegacyRegion region) {
      ends.add(region.column());
    } else {
      ends.addAll(global);
    }
    return ends;
  }

  /** The field id of the column with this ordinal; 0 for a column that has none. */
  public static int fieldId(TargetTable table, int ordinal) {
    String name = table.columns().get(ordinal).name();
    if (table.columns().get(ordinal).type() != ColumnType.TEXT) {
      return 0;
    }
    if (table.key().made() && name.equals(LEGACY_ID_COLUMN)) {
      return LEGACY_ID;
    }
    return switch (ends(table).indexOf(name)) {
      case 0 -> END1;
      case 1 -> END2;
      default -> 0;
    };
  }
}
