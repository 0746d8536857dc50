package dev.prima.jobs.extract;

import dev.prima.core.schema.RowPage;
import java.util.List;

/**
 * What a worker step reads at a time: rows of one table, or of many small ones of many files.
 *
 * @param firstChunk number in the unit of the first of its parts
 * @param parts pages by the part that they become: those of one part have the same target
 */
record UnitBatch(int firstChunk, List<List<SlicePage>> parts) {
  UnitBatch {
    parts = List.copyOf(parts);
  }

  /** A page of rows as read. */
  record SlicePage(ExtractUnit.Slice slice, RowPage page) {}
}
