package dev.prima.core.prune;

import dev.prima.core.error.ExitCode;
import dev.prima.core.report.ReconciliationReport;
import dev.prima.core.report.ReconciliationReport.Verdict;
import dev.prima.core.report.RunReport;
import dev.prima.core.run.RunId;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What decides whether a run may go. Immutable.
 *
 * @param report null where there is none, or none that can be read
 * @param ties to other runs
 * @param sources paths of the files that it was told to read
 * @param selection names the tables that it was told to take; empty for all
 * @param targets names the stores: equal for runs of the same ones
 */
public record KnownRun(
    RunId id,
    @Nullable RunReport report,
    Set<Mark> marks,
    Ties ties,
    Set<String> sources,
    String selection,
    String targets) {
  private static final Set<ExitCode> GOOD = Set.of(ExitCode.OK, ExitCode.REJECTS);

  public KnownRun {
    marks = Set.copyOf(marks);
    sources = Set.copyOf(sources);
  }

  /** What stands in a run's folder, or of it. */
  public enum Mark {
    /** A process is at work on it. */
    LIVE,
    /** {@code latest} points to it. */
    LATEST,
    /** It has a report, which cannot be read. */
    UNREADABLE,
    /** It keeps rows that it changed in the targets. */
    KEEPS_ROWS,
    /** It has listed differences. */
    LISTS_DIFFERENCES,
    /** Rows that it had rejected and somebody mended stand in its folder, and nowhere else. */
    HOLDS_MENDED,
    /** It tried rows again that another run had rejected. */
    RETRY
  }

  /**
   * Other runs that one points to.
   *
   * @param undoneBy the run that took it out, or was to; null where none was
   * @param repairs the run whose list of differences it repairs; null where it repairs none
   */
  public record Ties(@Nullable RunId undoneBy, @Nullable RunId repairs) {
    public static final Ties NONE = new Ties(null, null);
  }

  boolean is(Mark mark) {
    return marks.contains(mark);
  }

  boolean isMigration() {
    return report != null && report.run().command().equals("migrate");
  }

  boolean finished() {
    return report != null && report.end().finishedAt() != null;
  }

  /** It came to its end, its rows are accounted for, and they stand. */
  boolean isGood() {
    return report != null
        && finished()
        && GOOD.contains(report.end().exit())
        && ties.undoneBy == null;
  }

  /** Whether it took all that the other one was to take, to where that was to take it. */
  boolean covers(KnownRun other) {
    return targets.equals(other.targets)
        && sources.containsAll(other.sources)
        && (selection.isEmpty() || selection.equals(other.selection));
  }

  /** It did all its steps, and what it loaded stands. */
  boolean placedAgents() {
    return isMigration()
        && (isGood()
            || (report != null
                && report.end().exit() == ExitCode.DISCREPANCIES
                && ties.undoneBy == null));
  }

  boolean isResumable() {
    return isMigration() && !placedAgents() && ties.undoneBy == null;
  }

  /** It compared the targets with the sources and found no difference. */
  boolean reconciled() {
    ReconciliationReport found = report == null ? null : report.findings().reconciliation();
    return found != null && found.verdict() == Verdict.RECONCILED;
  }
}
