package dev.prima.jobs.extract;

import dev.prima.jobs.extract.ExtractUnit.Slice;
import dev.prima.jobs.source.RowKey;
import dev.prima.jobs.source.RowRange;
import dev.prima.jobs.source.RowRanges;
import dev.prima.jobs.source.SnapshotTable;
import dev.prima.jobs.source.SourceFile;
import java.util.ArrayList;
import java.util.List;

/**
 * Divides tables into units of about equal work: large tables into key ranges, small ones bundled.
 * The same tables give the same units.
 */
final class UnitPlanner {
  /** Units stay so far below the most chunks that they can have. */
  private static final int CHUNKS_PER_UNIT = 512;

  /** Each of them can be a part. */
  private static final int SLICES_PER_UNIT = 2_000;

  private final List<SourceFile> files;
  private final ExtractLimits limits;
  private final List<ExtractUnit> units = new ArrayList<>();
  private final List<Slice> bundle = new ArrayList<>();
  private long bundledRows;

  UnitPlanner(List<SourceFile> files, ExtractLimits limits) {
    this.files = files;
    this.limits = limits;
  }

  List<ExtractUnit> units(List<PlannedTable> tables) {
    for (PlannedTable table : tables) {
      SnapshotTable snapshot = snapshot(files, table);
      long rangeRows = rangeRows(files.get(table.fileIndex()));
      boolean divisible = RowKey.rowid(table.sourceTable()).isPresent();
      if (snapshot.rows() > rangeRows && divisible) {
        for (RowRange range : RowRanges.divide(files.get(table.fileIndex()), snapshot, rangeRows)) {
          units.add(new ExtractUnit(units.size(), List.of(new Slice(table, range))));
        }
      } else if (snapshot.rows() > 0) {
        bundle(new Slice(table, RowRange.ALL), snapshot.rows(), rangeRows);
      }
    }
    closeBundle();
    return units;
  }

  static SnapshotTable snapshot(List<SourceFile> files, PlannedTable table) {
    return files.get(table.fileIndex()).tables().stream()
        .filter(t -> t.table().name().equals(table.sourceTable().name()))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Table " + table.sourceTable().name() + " is in no snapshot"));
  }

  private void bundle(Slice slice, long rows, long rangeRows) {
    if (bundledRows + rows > rangeRows || bundle.size() == SLICES_PER_UNIT) {
      closeBundle();
    }
    bundle.add(slice);
    bundledRows += rows;
  }

  private void closeBundle() {
    if (!bundle.isEmpty()) {
      units.add(new ExtractUnit(units.size(), bundle));
      bundle.clear();
      bundledRows = 0;
    }
  }

  /** Fewer rows where they are large: a unit has a bounded number of chunks, which have bytes. */
  private long rangeRows(SourceFile file) {
    long rows = file.tables().stream().mapToLong(SnapshotTable::rows).sum();
    long rowBytes = Math.max(1, file.bytes() / Math.max(1, rows));
    long byBytes = Math.max(1, limits.chunkBytes() * CHUNKS_PER_UNIT / rowBytes);
    long byRows = (long) limits.chunkRows() * CHUNKS_PER_UNIT;
    return Math.min(limits.rangeRows(), Math.min(byBytes, byRows));
  }
}
