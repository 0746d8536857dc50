package dev.prima.jobs.load.postgres;

import dev.prima.core.mapping.TargetTable;
import dev.prima.jobs.resolve.Fates;
import dev.prima.jobs.staging.StagedPart;
import java.io.Serializable;
import java.util.List;

/**
 * What is to be loaded of a table.
 *
 * @param staged the shape in which the parts were written
 */
public record TableParts(LoadTarget target, TargetTable staged, List<StagedPart> parts, Fates fates)
    implements Serializable {
  public TableParts {
    parts = List.copyOf(parts);
  }

  /** The name of the table. */
  public String table() {
    return target.table().name();
  }
}
