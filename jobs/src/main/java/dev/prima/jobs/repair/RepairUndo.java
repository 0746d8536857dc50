package dev.prima.jobs.repair;

import dev.prima.core.error.ExitCode;

/**
 * Takes a repair back: rows that it put there go, rows that it changed, moved or removed stand as
 * they stood.
 *
 * <p>Guarantees: nothing is touched where a row is no longer as the repair left it; done again it
 * completes what was cut off.
 */
final class RepairUndo implements RepairRun.Work {
  private final Journal journal;

  RepairUndo(Journal journal) {
    this.journal = journal;
  }

  @Override
  public ExitCode in(RepairRun run) {
    new Mending(run, journal, run.context().catalog().targets()).undo();
    run.note(
        "Took back "
            + journal.changes()
            + " changes of run "
            + journal.folder().id()
            + "; the targets are as they were before it.");
    return ExitCode.OK;
  }
}
