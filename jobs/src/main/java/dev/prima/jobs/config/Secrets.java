package dev.prima.jobs.config;

import dev.prima.core.config.ConfigError;
import dev.prima.core.error.PrimaException;
import dev.prima.core.settings.Secret;
import dev.prima.core.settings.Surroundings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Finds the secrets that a config refers to, in the environment and in files. Thread-safe. */
public final class Secrets implements Surroundings {
  private static final int MOST_BYTES = 64 * 1024;

  private final Map<String, String> environment;

  public Secrets(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /**
   * The secret itself; ask for it where it is used and keep it nowhere. The line break at the end
   * of a file is not part of it.
   *
   * @throws PrimaException {@link ConfigError#SECRET} where it is not there any more
   */
  public String reveal(Secret secret) {
    Optional<String> missing = missing(secret);
    if (missing.isPresent()) {
      throw new PrimaException(ConfigError.SECRET, "a secret cannot be had: " + missing.get());
    }
    return secret
        .variable()
        .flatMap(name -> Optional.ofNullable(environment.get(name)))
        .orElseGet(() -> content(Path.of(secret.file().orElseThrow())));
  }

  @Override
  public Optional<String> missing(Secret secret) {
    Optional<String> variable = secret.variable();
    if (variable.isPresent()) {
      String value = environment.get(variable.get());
      return value == null || value.isEmpty()
          ? Optional.of(
              "the environment variable "
                  + variable.get()
                  + (value == null ? " is not set" : " is empty")
                  + "; export it")
          : Optional.empty();
    }
    String file = secret.file().orElseThrow();
    Optional<String> absent = missingFile(file);
    if (absent.isPresent()) {
      return absent;
    }
    Path path = Path.of(file);
    if (path.toFile().length() > MOST_BYTES) {
      return Optional.of("the file " + file + " is larger than any secret; name another");
    }
    return content(path).isEmpty()
        ? Optional.of("the file " + file + " is empty; put the secret there")
        : Optional.empty();
  }

  @Override
  public Optional<String> missingFile(String file) {
    if (file.indexOf('\0') >= 0) {
      return Optional.of("the path holds a NUL character");
    }
    Path path = Path.of(file);
    if (!Files.exists(path)) {
      return Optional.of("the file " + file + " is not there");
    }
    if (Files.isDirectory(path)) {
      return Optional.of(file + " is a folder; expected a file");
    }
    return Files.isReadable(path)
        ? Optional.empty()
        : Optional.of("the file " + file + " may not be read by this user");
  }

  private static String content(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
          .replaceFirst("\\r?\\n\\z", "");
    } catch (IOException e) {
      throw new PrimaException(ConfigError.SECRET, "cannot read the file " + file, e);
    }
  }
}
