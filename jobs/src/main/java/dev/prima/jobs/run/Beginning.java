package dev.prima.jobs.run;

import dev.prima.core.error.PrimaException;
import dev.prima.core.json.Json;
import dev.prima.core.json.JsonValue;
import dev.prima.core.json.JsonValue.JsonObject;
import dev.prima.jobs.report.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What the first attempt of a run started from, kept as {@code work/begun.json}: a run that is
 * killed before its snapshots are complete is resumed with the same sources.
 *
 * @param sources absolute, sorted
 */
public record Beginning(List<Path> sources) {
  public Beginning {
    sources = List.copyOf(sources);
  }

  void write(RunFolder run) {
    RunFolder.writeAtomically(
        file(run),
        Json.pretty(
            JsonObject.builder()
                .put("sources", JsonValue.ofStrings(sources.stream().map(Path::toString).toList()))
                .build()));
  }

  /**
   * Reads it again.
   *
   * @throws PrimaException {@link RunProblem#NOT_RESUMABLE} where it is gone
   */
  public static Beginning read(RunFolder run) {
    try {
      return new Beginning(
          Json.parse(Files.readString(file(run))).asObject().get("sources").asArray().stream()
              .map(source -> Path.of(source.asString()))
              .toList());
    } catch (IOException e) {
      throw new PrimaException(
          RunProblem.NOT_RESUMABLE,
          "Run "
              + run.id()
              + " cannot go on: "
              + file(run)
              + " cannot be read; its work folder must be as the run left it. Start a new run"
              + " without --resume",
          e);
    }
  }

  /** The same where it is there; empty for runs that keep none, such as dry runs. */
  public static Optional<Beginning> find(RunFolder run) {
    return Files.exists(file(run)) ? Optional.of(read(run)) : Optional.empty();
  }

  private static Path file(RunFolder run) {
    return run.work().resolve("begun.json");
  }
}
