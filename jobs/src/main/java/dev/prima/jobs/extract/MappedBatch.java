package dev.prima.jobs.extract;

import dev.prima.core.mapping.MappedPage;
import java.util.List;

/** A {@link UnitBatch} as mapped, part by part. */
record MappedBatch(int firstChunk, List<List<MappedSlice>> parts) {
  MappedBatch {
    parts = List.copyOf(parts);
  }

  /** A page of rows as mapped. */
  record MappedSlice(ExtractUnit.Slice slice, MappedPage mapped) {}
}
