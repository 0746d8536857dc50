package dev.prima.jobs.run;

import dev.prima.core.error.ExitCode;
import dev.prima.core.report.Environment;
import dev.prima.core.report.Remarks;
import dev.prima.core.report.RunEnd;
import dev.prima.core.report.RunFacts;
import dev.prima.core.report.RunReport;
import dev.prima.core.report.RunReport.Findings;
import dev.prima.core.report.TableReport;
import dev.prima.core.report.TableReport.Target;
import dev.prima.core.run.Books;
import dev.prima.jobs.reconcile.Reconciler;
import dev.prima.jobs.report.RunFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What reconcile found, kept in the run's folder for a report that a later attempt writes. It has
 * the form of a report of nothing else.
 *
 * @param targets rows that stand, by canonical table name
 * @param notes what is to be known of it besides
 */
record ReconcileResult(Findings findings, Map<String, List<Target>> targets, List<String> notes) {
  private static final ReconcileResult NONE =
      new ReconcileResult(Findings.NONE, Map.of(), List.of());

  static void write(RunFolder folder, Reconciler.Result result, List<String> notes) {
    List<TableReport> tables =
        result.targetRows().entrySet().stream()
            .map(
                e ->
                    new TableReport(
                        Books.empty(e.getKey()), 0, 0, Map.of(), Map.of(), e.getValue()))
            .toList();
    RunReport holder =
        new RunReport(
            new RunFacts(folder.id(), "reconcile", false, 1, Instant.EPOCH),
            new RunEnd(ExitCode.OK, null, null),
            new Environment(ToolVersion.text(), null),
            List.of(),
            tables,
            new Findings(null, result.coherence(), result.report()),
            List.of(),
            new Remarks(notes, Map.of()));
    RunFolder.writeAtomically(file(folder), holder.toJson());
  }

  /** What was kept; nothing where reconcile was not done. */
  static ReconcileResult read(RunFolder folder) {
    if (!Files.exists(file(folder))) {
      return NONE;
    }
    try {
      RunReport holder = RunReport.fromJson(Files.readString(file(folder)));
      Map<String, List<Target>> targets = new HashMap<>();
      holder.tables().forEach(t -> targets.put(t.table(), t.targets()));
      return new ReconcileResult(holder.findings(), targets, holder.remarks().notes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path file(RunFolder folder) {
    return folder.work().resolve("reconciled.json");
  }
}
