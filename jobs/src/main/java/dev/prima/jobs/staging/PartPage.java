package dev.prima.jobs.staging;

import dev.prima.core.mapping.MappedPage;
import org.jspecify.annotations.Nullable;

/**
 * Rows of one table of one file that go into a part.
 *
 * @param stored see {@link PartShare#stored}
 */
public record PartPage(PartOrigin origin, MappedPage rows, @Nullable String stored) {
  /** Of which nobody knows how they stand in the file. */
  public PartPage(PartOrigin origin, MappedPage rows) {
    this(origin, rows, null);
  }
}
