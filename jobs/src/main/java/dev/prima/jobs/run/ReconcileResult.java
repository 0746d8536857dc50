package dev.prima.jobs.run;

import dev.prima.core.report.RunReport;
import dev.prima.core.report.RunReport.Findings;
import dev.prima.jobs.report.RunFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Keeps what reconcile found in the run's folder, for a report that is written by a later attempt.
 */
final class ReconcileResult {
  private ReconcileResult() {}

  static void write(RunFolder folder, RunReport holder) {
    RunFolder.writeAtomically(file(folder), holder.toJson());
  }

  static Findings read(RunFolder folder) {
    try {
      return Files.exists(file(folder))
          ? RunReport.fromJson(Files.readString(file(folder))).findings()
          : Findings.NONE;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Path file(RunFolder folder) {
    return folder.work().resolve("reconciled.json");
  }
}
