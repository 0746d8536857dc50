package dev.prima.jobs.run;

import dev.prima.core.error.PrimaException;
import dev.prima.jobs.report.RunFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** Files that were left out because they cannot be read, one line each, in the run's folder. */
final class BadFiles {
  private BadFiles() {}

  static void add(RunFolder folder, Path source, PrimaException why) {
    try {
      Files.writeString(
          file(folder),
          source + ": " + String.valueOf(why.getMessage()).replace('\n', ' ') + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Why each was left out; empty where none was. */
  static List<String> read(RunFolder folder) {
    try {
      return Files.exists(file(folder)) ? Files.readAllLines(file(folder)) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path file(RunFolder folder) {
    return folder.work().resolve("bad-files.txt");
  }
}
