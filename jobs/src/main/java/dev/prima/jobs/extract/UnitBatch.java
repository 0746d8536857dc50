package dev.prima.jobs.extract;

import dev.prima.core.schema.RowPage;
import dev.prima.jobs.staging.PartManifest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a worker step takes at a time. */
sealed interface UnitBatch {
  /** The number in the unit of the first of its parts. */
  int firstChunk();

  /**
   * Rows of one table, or of many small ones of many files.
   *
   * @param parts pages by the part that they become: those of one part have the same target
   */
  record Read(int firstChunk, List<List<SlicePage>> parts) implements UnitBatch {
    public Read {
      parts = List.copyOf(parts);
    }
  }

  /** Rows that an earlier run staged as they stand now: one part. */
  record Known(int firstChunk, ExtractUnit.Slice slice, PartManifest earlier)
      implements UnitBatch {}

  /**
   * A page of rows as read.
   *
   * @param stored digest of the rows as they stand in the file; null where none was taken
   */
  record SlicePage(ExtractUnit.Slice slice, RowPage page, @Nullable String stored) {}
}
