package dev.prima.jobs.repair;

import dev.prima.core.error.PrimaException;
import dev.prima.core.report.RunFacts;
import dev.prima.jobs.report.RunFolder;
import java.util.Optional;

/** Finds out how a run is undone. */
public final class Undoing {
  private Undoing() {}

  /**
   * @throws PrimaException {@link RepairError#NOT_REVERSIBLE} for a run that changed nothing
   */
  public static RepairRun.Work of(RunFolder undone) {
    // A repair that was killed has no report yet.
    Optional<Journal> repair = Journal.of(undone);
    if (repair.isPresent()) {
      return new RepairUndo(repair.get());
    }
    RunFacts facts = undone.readReport().run();
    if (facts.command().equals("migrate") || facts.command().equals("demo")) {
      return new MigrationUndo(undone, facts.startedAt().toEpochMilli() * 1000);
    }
    throw new PrimaException(
        RepairError.NOT_REVERSIBLE,
        "Run "
            + undone.id()
            + " is one of "
            + facts.command()
            + ", which changes nothing in the targets; name a run of migrate or repair");
  }
}
