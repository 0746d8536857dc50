package dev.prima.jobs.repair;

import dev.prima.core.error.PrimaException;
import dev.prima.jobs.report.RunFolder;
import java.util.Optional;

/**
 * What a repair left in the folder of its run.
 *
 * @param found the run whose list of differences it repairs
 * @param changes rows that it keeps, as they stood and as it put them
 */
public record RepairTrace(String found, long changes) {
  /**
   * Of a run; empty where it came to no change.
   *
   * @throws PrimaException {@link dev.prima.jobs.report.ReportError#READ} if it cannot be read
   */
  public static Optional<RepairTrace> of(RunFolder run) {
    return Journal.of(run).map(j -> new RepairTrace(j.found(), j.changes()));
  }
}
