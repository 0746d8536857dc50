package dev.prima.jobs.repair;

import dev.prima.jobs.report.RunFolder;
import java.nio.file.Files;

/** A note in the folder of a run that was taken out again: nobody may go on with it. */
public final class UndoneRuns {
  private UndoneRuns() {}

  /** To be written before anything of the run goes. */
  static void note(RunFolder undone, String by) {
    RunFolder.writeAtomically(undone.undoneBy(), by + "\n");
  }

  public static boolean isUndone(RunFolder run) {
    return Files.exists(run.undoneBy());
  }
}
