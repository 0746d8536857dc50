package dev.prima.jobs.embedded;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.prima.core.error.PrimaException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.UnaryOperator;

/** {@code services.json}: replaced in one step, so that a reader never sees half of it. */
final class StateFile {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final Path file;

  StateFile(Path folder) {
    this.file = folder.resolve("services.json");
  }

  /** {@link ServicesState#EMPTY} if there is no file. */
  synchronized ServicesState read() throws IOException {
    if (!Files.exists(file)) {
      return ServicesState.EMPTY;
    }
    try {
      return JSON.readValue(file.toFile(), ServicesState.class);
    } catch (JsonProcessingException e) {
      throw new PrimaException(
          EmbeddedError.BROKEN_FOLDER,
          "The record of the embedded servers cannot be read: "
              + file
              + "; it names the running processes: see that none of this folder runs (ps), then"
              + " delete that file",
          e);
    }
  }

  /** Changes what stands there; threads of this JVM take turns, others are kept off by the lock. */
  synchronized ServicesState update(UnaryOperator<ServicesState> change) throws IOException {
    ServicesState changed = change.apply(read());
    Path fresh = file.resolveSibling("services.json.new");
    JSON.writeValue(fresh.toFile(), changed);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    return changed;
  }
}
