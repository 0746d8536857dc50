package dev.prima.jobs.reconcile;

import dev.prima.core.config.ReconcileConfig.Level;
import dev.prima.core.mapping.TargetTable;
import dev.prima.core.reconcile.Leniency;
import dev.prima.core.report.ReconciliationScope;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How closely sources and targets are compared.
 *
 * @param listing where differences are listed at {@link Level#ROW}
 */
public record Depth(Level level, Leniency leniency, Listing listing) {

  /**
   * A file of differences.
   *
   * @param most lines for each store
   */
  public record Listing(Path file, boolean showValues, long most) {}

  /** Whether values of a table's rows have to be looked at where its fingerprints differ. */
  boolean looksAtRows(TargetTable table) {
    return level == Level.ROW || leniency.concerns(table);
  }

  /** What the report says of it. */
  ReconciliationScope scope(long withinTolerance, long unlisted) {
    List<String> never = new ArrayList<>();
    if (level == Level.COUNT) {
      never.add("At level count the contents of rows are not compared.");
    }
    never.add("source_id and ids that are kept for lineage only are not compared.");
    return new ReconciliationScope(
        leniency.excluded().stream().sorted().toList(),
        leniency.written(),
        withinTolerance,
        never,
        unlisted,
        null);
  }
}
