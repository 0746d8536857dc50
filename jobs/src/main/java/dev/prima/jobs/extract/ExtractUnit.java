package dev.prima.jobs.extract;

import dev.prima.jobs.source.RowRange;
import java.io.Serializable;
import java.util.List;

/**
 * What one worker step does: a range of one table, or several whole small tables, possibly of
 * several files.
 *
 * @param id its place in the plan, from 0; the parts' ids come from it
 */
public record ExtractUnit(int id, List<Slice> slices) implements Serializable {
  public ExtractUnit {
    slices = List.copyOf(slices);
  }

  /** Rows of one table. */
  public record Slice(PlannedTable table, RowRange range) implements Serializable {}

  /** The name of its step execution; restarts depend on it. */
  public String name() {
    return String.format("unit-%06d", id);
  }
}
