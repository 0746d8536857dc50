package dev.prima.jobs.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/**
 * The exit status of a driver that runs in cluster mode, for {@code scripts/submit}, which waits
 * for it: {@code spark-submit} itself ends with 0 there, whatever happened.
 */
final class SubmittedOutcome {
  /** Names the file, on storage that driver and submitter share. */
  private static final String PROPERTY = "prima.outcome";

  private SubmittedOutcome() {}

  /** Writes it whole or not at all; nothing where nobody waits. */
  static void tell(int status) {
    @Nullable String named = System.getProperty(PROPERTY);
    if (named == null) {
      return;
    }
    Path file = Path.of(named);
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.writeString(fresh, status + "\n");
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
