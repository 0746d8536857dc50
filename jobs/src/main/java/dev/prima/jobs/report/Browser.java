package dev.prima.jobs.report;

import dev.prima.core.error.PrimaException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Opens pages by the desktop's own command.
 *
 * @param opener {@code xdg-open} or, on macOS, {@code open}; empty where there is neither
 */
record Browser(Optional<Path> opener) {
  /** Openers that start a browser themselves stay as long as it does. */
  private static final long PATIENCE_SECONDS = 5;

  /** The first opener of a search path. */
  static Browser ofPath(@Nullable String path) {
    List<Path> folders =
        path == null ? List.of() : Stream.of(path.split(File.pathSeparator)).map(Path::of).toList();
    return new Browser(
        Stream.of("xdg-open", "open")
            .flatMap(name -> folders.stream().map(folder -> folder.resolve(name)))
            .filter(Files::isExecutable)
            .findFirst());
  }

  /**
   * @throws PrimaException {@link ReportError#NO_BROWSER} if it cannot be opened
   */
  void open(Path page) {
    String command =
        opener.orElseThrow(() -> failure(page, "has no xdg-open and no open")).toString();
    try {
      Process process =
          new ProcessBuilder(command, page.toAbsolutePath().toString())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) && process.exitValue() != 0) {
        throw failure(page, "cannot: " + command + " ended with " + process.exitValue());
      }
    } catch (IOException e) {
      throw failure(page, "cannot: " + RunFolder.reason(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static PrimaException failure(Path page, String why) {
    return new PrimaException(
        ReportError.NO_BROWSER,
        "A browser was to be opened, but this machine "
            + why
            + "; open it yourself: "
            + page.toAbsolutePath());
  }
}
