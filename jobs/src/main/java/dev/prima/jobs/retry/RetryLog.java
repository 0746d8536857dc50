package dev.prima.jobs.retry;

import dev.prima.core.error.PrimaException;
import dev.prima.core.json.Json;
import dev.prima.core.json.JsonValue;
import dev.prima.core.json.JsonValue.JsonArray;
import dev.prima.core.json.JsonValue.JsonObject;
import dev.prima.jobs.report.RunFolder;
import dev.prima.jobs.staging.RejectRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What became of rows that were tried again, kept as {@code mended/rows.json} in the folder of the
 * run that had rejected them.
 */
final class RetryLog {
  private final Path file;
  private final Map<RejectKey, Optional<String>> rows = new LinkedHashMap<>();

  private RetryLog(Path file) {
    this.file = file;
  }

  /** Where files made of mended rows stand. */
  static Path folder(RunFolder run) {
    return run.path().toAbsolutePath().resolve("mended");
  }

  /** What was kept; nothing before the first retry. */
  static RetryLog read(RunFolder run) {
    RetryLog log = new RetryLog(folder(run).resolve("rows.json"));
    if (Files.exists(log.file)) {
      try {
        for (JsonValue row : Json.parse(Files.readString(log.file)).asArray()) {
          JsonObject json = row.asObject();
          JsonValue reason = json.find("reason");
          log.rows.put(
              RejectKey.from(json),
              reason == null ? Optional.empty() : Optional.of(reason.asString()));
        }
      } catch (IOException e) {
        throw new PrimaException(RetryError.FILE, "Cannot read " + log.file + ": " + e, e);
      }
    }
    return log;
  }

  /** Whether a row is rejected no more. */
  boolean isDone(RejectKey row) {
    return rows.containsKey(row) && rows.get(row).isEmpty();
  }

  /**
   * Why a row is rejected.
   *
   * @param first the reason before it was tried again
   */
  String reason(RejectKey row, String first) {
    Optional<String> again = rows.get(row);
    return again == null ? first : again.orElse(first);
  }

  /**
   * @param still the row as it is rejected again; null where it is not
   */
  void add(RejectKey row, @Nullable RejectRecord still) {
    rows.put(row, Optional.ofNullable(still).map(record -> record.reason().name()));
  }

  void write() {
    List<JsonValue> lines = new ArrayList<>();
    rows.forEach(
        (row, reason) -> {
          JsonObject.Builder json = row.json();
          reason.ifPresent(r -> json.put("reason", r));
          lines.add(json.build());
        });
    RunFolder.writeAtomically(file, Json.pretty(new JsonArray(lines)));
  }
}
