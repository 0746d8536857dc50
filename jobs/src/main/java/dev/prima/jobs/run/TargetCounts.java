package dev.prima.jobs.run;

import dev.prima.core.report.RunReport;
import dev.prima.core.report.TableReport;
import dev.prima.core.report.TableReport.Target;
import dev.prima.jobs.report.RunFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;

/** Rows of the targets by table, node and region, as reconcile counted them. */
final class TargetCounts {
  private TargetCounts() {}

  static List<Target> read(RunFolder folder) {
    if (!Files.exists(ReconcileResult.file(folder))) {
      return List.of();
    }
    try {
      return RunReport.fromJson(Files.readString(ReconcileResult.file(folder))).tables().stream()
          .map(TableReport::targets)
          .flatMap(List::stream)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
