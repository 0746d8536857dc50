package dev.prima.jobs.run;

import dev.prima.core.json.Json;
import dev.prima.core.json.JsonValue;
import dev.prima.core.json.JsonValue.JsonObject;
import dev.prima.jobs.report.RunFolder;
import java.nio.file.Path;
import java.util.Map;

/**
 * How many rows of each table the loaders passed over as duplicates: no ledger has them. Kept in
 * the run's folder for a report that a later attempt writes.
 */
final class PassedOver {
  private PassedOver() {}

  static void write(RunFolder folder, Map<String, Long> duplicates) {
    RunFolder.writeAtomically(file(folder), Json.pretty(JsonValue.ofCounts(duplicates)));
  }

  /** What was kept; nothing before a load is complete. */
  static Map<String, Long> read(RunFolder folder) {
    JsonObject told = RunFiles.told(file(folder));
    return told == null ? Map.of() : told.asCounts();
  }

  private static Path file(RunFolder folder) {
    return folder.work().resolve("passed-over.json");
  }
}
