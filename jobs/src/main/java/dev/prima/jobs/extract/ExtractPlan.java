package dev.prima.jobs.extract;

import dev.prima.jobs.source.SourceFile;
import dev.prima.jobs.staging.StagingLayout;
import java.util.List;

/**
 * Everything that extract does. Immutable.
 *
 * @param files by their index
 * @param units by their id
 * @param earlier what need not be read where it stands as it did
 */
public record ExtractPlan(
    List<SourceFile> files,
    List<PlannedTable> tables,
    StagingLayout layout,
    ExtractLimits limits,
    List<ExtractUnit> units,
    EarlierParts earlier) {
  public ExtractPlan {
    files = List.copyOf(files);
    tables = List.copyOf(tables);
    units = List.copyOf(units);
  }

  /**
   * Divides the tables into units, or takes the division that an earlier attempt left in the
   * staging folder: what is complete there is known by its unit.
   */
  public static ExtractPlan of(
      List<SourceFile> files,
      List<PlannedTable> tables,
      StagingLayout layout,
      ExtractLimits limits) {
    UnitList list = new UnitList(layout, tables);
    List<ExtractUnit> units = list.find();
    if (units.isEmpty()) {
      units = new UnitPlanner(files, limits).units(tables);
      list.write(units);
    }
    return new ExtractPlan(files, tables, layout, limits, units, EarlierParts.NONE);
  }

  /** The same, which copies what another run staged, as far as its rows stand as they did. */
  public ExtractPlan since(StagingLayout other) {
    return new ExtractPlan(
        files, tables, layout, limits, units, EarlierParts.in(other, tables, files));
  }

  /** Rows that the snapshots hold in the planned tables. */
  public long rows() {
    return tables.stream().mapToLong(this::rows).sum();
  }

  long rows(PlannedTable table) {
    return UnitPlanner.snapshot(files, table).rows();
  }
}
