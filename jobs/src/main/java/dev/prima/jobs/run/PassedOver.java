package dev.prima.jobs.run;

import dev.prima.core.json.Json;
import dev.prima.core.json.JsonValue;
import dev.prima.jobs.report.RunFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

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
    Map<String, Long> duplicates = new TreeMap<>();
    if (Files.exists(file(folder))) {
      try {
        Json.parse(Files.readString(file(folder)))
            .asObject()
            .members()
            .forEach((table, rows) -> duplicates.put(table, rows.asLong()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return duplicates;
  }

  private static Path file(RunFolder folder) {
    return folder.work().resolve("passed-over.json");
  }
}
