package dev.prima.core.settings;

import java.util.Optional;

/** What settings refer to outside of the config, so that what is missing is found beforehand. */
public interface Surroundings {

  /** Why the secret cannot be had, for instance {@code environment variable X is not set}. */
  Optional<String> missing(Secret secret);

  /** Why the file cannot be read. */
  Optional<String> missingFile(String path);

  /** Where nothing that is referred to will be used. */
  static Surroundings unchecked() {
    return new Surroundings() {
      @Override
      public Optional<String> missing(Secret secret) {
        return Optional.empty();
      }

      @Override
      public Optional<String> missingFile(String path) {
        return Optional.empty();
      }
    };
  }
}
