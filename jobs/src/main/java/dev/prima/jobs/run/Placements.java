package dev.prima.jobs.run;

import dev.prima.core.json.Json;
import dev.prima.core.json.JsonValue.JsonObject;
import dev.prima.core.report.ShardingReport;
import dev.prima.jobs.report.RunFolder;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What the shard map is worth, kept in the run's folder by the step that decided it. */
final class Placements {
  private Placements() {}

  private static Path file(RunFolder folder) {
    return folder.work().resolve("sharding.json");
  }

  static void write(RunFolder folder, ShardingReport report) {
    RunFolder.writeAtomically(file(folder), Json.pretty(report.toJson()));
  }

  /** What was kept; null where there is no shard map yet. */
  static @Nullable ShardingReport read(RunFolder folder) {
    JsonObject told = RunFiles.told(file(folder));
    return told == null ? null : ShardingReport.from(told);
  }
}
