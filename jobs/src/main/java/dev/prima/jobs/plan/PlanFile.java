package dev.prima.jobs.plan;

import dev.prima.core.error.PrimaException;
import dev.prima.core.json.JsonException;
import dev.prima.core.plan.MigrationPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads {@code plan.json}. */
public final class PlanFile {
  private PlanFile() {}

  /**
   * The plan in a file.
   *
   * @throws PrimaException {@link PlanError#UNREADABLE} if there is none
   */
  public static MigrationPlan read(Path file) {
    try {
      return MigrationPlan.parse(Files.readString(file));
    } catch (IOException e) {
      throw unreadable(file + " cannot be read (" + e.getClass().getSimpleName() + ")", e);
    } catch (JsonException | IllegalArgumentException e) {
      throw unreadable(file + " is no plan of this program: " + e.getMessage(), e);
    }
  }

  private static PrimaException unreadable(String what, Exception cause) {
    return new PrimaException(
        PlanError.UNREADABLE,
        what + "; give --plan the plan.json in the folder of a run of plan. Nothing was touched",
        cause);
  }
}
