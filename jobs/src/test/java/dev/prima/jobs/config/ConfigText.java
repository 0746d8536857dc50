package dev.prima.jobs.config;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.prima.core.config.PrimaConfig;
import dev.prima.core.config.Targets;
import dev.prima.core.error.PrimaException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

/** Reads configs from their text. */
abstract class ConfigText {
  private static final String ALL_REGIONS =
      "[sacred_north, sacred_south, sacred_east, sacred_west, sacred_center, sacred_above,"
          + " sacred_below, genesis]";
  static final String TARGETS =
      """
      regions:
        nodes:
          - name: east
            serves: %s
            jdbc-url: jdbc:postgresql://db:5432/prima
      global:
        contact-points: [cassandra]
        local-datacenter: dc1
      """
          .formatted(ALL_REGIONS);
  static final String HIDDEN = "hunter2-hunter2";

  @TempDir Path folder;
  final Map<String, String> environment = new HashMap<>();

  PrimaConfig read(String text, Targets targets) throws IOException {
    return read(text, List.of(), targets);
  }

  PrimaConfig read(String text, List<String> sets, Targets targets) throws IOException {
    Path file = Files.writeString(folder.resolve("c.yml"), text);
    return ConfigReader.read(Optional.of(file), environment, sets, targets);
  }

  PrimaException failure(String text, List<String> sets, Targets targets) {
    return catchThrowableOfType(PrimaException.class, () -> read(text, sets, targets));
  }

  String problems(String text, Targets targets) {
    return failure(text, List.of(), targets).getMessage();
  }
}
