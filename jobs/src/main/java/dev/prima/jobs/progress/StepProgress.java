package dev.prima.jobs.progress;

import dev.prima.core.json.Json;
import dev.prima.core.json.JsonException;
import dev.prima.core.json.JsonValue;
import dev.prima.core.json.JsonValue.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far the step of a run is that is under way.
 *
 * @param rows that it has gone through since {@code startedAt}; shown, and no count of anything
 * @param totalRows that it will go through; null where that is not known
 * @param at when that was so
 */
public record StepProgress(
    String step, long rows, @Nullable Long totalRows, Instant startedAt, Instant at) {
  private static final Logger LOG = LoggerFactory.getLogger(StepProgress.class);
  private static final double MILLIS = 1000;

  /** Rows a second since the step began; 0 at its first moment. */
  public double rowsPerSecond() {
    long millis = Duration.between(startedAt, at).toMillis();
    return millis <= 0 ? 0 : Math.round(rows * MILLIS / millis * 10) / 10.0;
  }

  /** For instance {@code extract 35 %}, or without a total {@code snapshot}. */
  public String words() {
    return totalRows == null || totalRows == 0
        ? step
        : step + " " + Math.min(100, 100 * rows / totalRows) + " %";
  }

  public JsonObject toJson() {
    return JsonObject.builder()
        .put("step", step)
        .put("rows", rows)
        .put("totalRows", totalRows)
        .put("rowsPerSecond", rowsPerSecond())
        .put("startedAt", startedAt.toString())
        .put("at", at.toString())
        .build();
  }

  /** What a {@link KeptProgress} wrote last; empty where that is nothing that can be read. */
  public static Optional<StepProgress> read(Path file) {
    try {
      JsonObject json = Json.parse(Files.readString(file)).asObject();
      JsonValue total = json.find("totalRows");
      return Optional.of(
          new StepProgress(
              json.get("step").asString(),
              json.get("rows").asLong(),
              total == null ? null : (Long) total.asLong(),
              Instant.parse(json.get("startedAt").asString()),
              Instant.parse(json.get("at").asString())));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException | JsonException | IllegalArgumentException | DateTimeException e) {
      LOG.warn("{} does not tell how far the run is: {}", file, e.getMessage());
      return Optional.empty();
    }
  }
}
