package dev.prima.core.report;

import dev.prima.core.error.ExitCode;
import dev.prima.core.report.ReconciliationReport.Verdict;
import dev.prima.core.report.RunReport.Findings;
import dev.prima.core.run.Books;
import dev.prima.core.run.Finding;
import dev.prima.core.run.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a run comes to once rows that it had rejected were mended and tried again: they leave its
 * rejected rows and have the fates that the retry gave them, so that its books balance as before.
 */
public final class Retried {
  private final RunReport run;
  private final RunReport retry;

  private Retried(RunReport run, RunReport retry) {
    this.run = run;
    this.retry = retry;
  }

  /**
   * The report of the run.
   *
   * @param run as it was
   * @param retry the run that tried the rows again, come to its end
   * @param reasons for which the rows were rejected before, in rows, by canonical table
   * @param note what the report is to say of it
   */
  public static RunReport of(
      RunReport run, RunReport retry, Map<String, Map<String, Long>> reasons, String note) {
    return new Retried(run, retry).merged(reasons, note, retry.end().finishedAt());
  }

  private RunReport merged(
      Map<String, Map<String, Long>> reasons, String note, @Nullable Instant finishedAt) {
    Map<String, TableReport> tables = new LinkedHashMap<>();
    run.tables().forEach(table -> tables.put(table.table(), table));
    for (TableReport again : retry.tables()) {
      TableReport before =
          tables.getOrDefault(
              again.table(),
              new TableReport(Books.empty(again.table()), 0, 0, Map.of(), Map.of(), List.of()));
      tables.put(
          again.table(), table(before, again, reasons.getOrDefault(again.table(), Map.of())));
    }
    Findings findings = findings();
    List<Books> books = tables.values().stream().map(TableReport::books).toList();
    List<String> notes = new ArrayList<>(run.remarks().notes());
    notes.add(note);
    return new RunReport(
        new RunFacts(
            run.run().runId(),
            run.run().command(),
            run.run().dryRun(),
            run.run().attempt() + 1,
            run.run().startedAt()),
        new RunEnd(exit(books, findings), finishedAt, null),
        run.environment(),
        run.sources(),
        List.copyOf(tables.values()),
        findings,
        run.steps(),
        new Remarks(notes, sum(run.remarks().warnings(), retry.remarks().warnings())),
        run.forecast());
  }

  /** Rows that were read again were read already. */
  private static TableReport table(
      TableReport before, TableReport again, Map<String, Long> reasons) {
    Books was = before.books();
    Books now = again.books();
    Map<String, Long> rejected = new HashMap<>(sum(before.rejectReasons(), again.rejectReasons()));
    reasons.forEach((reason, rows) -> rejected.merge(reason, -rows, Long::sum));
    rejected.values().removeIf(rows -> rows == 0);
    return new TableReport(
        new Books(
            was.table(),
            was.read(),
            was.loaded() + now.loaded(),
            was.duplicates() + now.duplicates(),
            was.superseded() + now.superseded(),
            was.skipped(),
            was.rejected() + now.rejected() - now.read(),
            was.failed() + now.failed()),
        before.replaced() + again.replaced(),
        before.derived() + again.derived(),
        rejected,
        sum(before.conversions(), again.conversions()),
        again.targets().isEmpty() ? before.targets() : again.targets(),
        before.notes());
  }

  private Findings findings() {
    ReconciliationReport whole = run.findings().reconciliation();
    ReconciliationReport part = retry.findings().reconciliation();
    if (whole == null || part == null || part.verdict() != Verdict.DIFFERENCES) {
      return run.findings();
    }
    return new Findings(
        run.findings().sharding(),
        run.findings().coherence(),
        new ReconciliationReport(
            Verdict.DIFFERENCES, whole.level(), whole.tables(), whole.checks(), whole.scope()));
  }

  private ExitCode exit(List<Books> books, Findings findings) {
    Set<Finding> found = EnumSet.noneOf(Finding.class);
    ReconciliationReport reconciliation = findings.reconciliation();
    if (reconciliation != null && reconciliation.verdict() == Verdict.DIFFERENCES) {
      found.add(Finding.DISCREPANCIES);
    }
    if (run.end().exit() == ExitCode.EXTERNAL && run.totals().failed() == 0) {
      found.add(Finding.BAD_FILE);
    }
    return Outcome.ofComplete(books, found);
  }

  private static Map<String, Long> sum(Map<String, Long> a, Map<String, Long> b) {
    Map<String, Long> sum = new HashMap<>(a);
    b.forEach((name, n) -> sum.merge(name, n, Long::sum));
    return sum;
  }
}
