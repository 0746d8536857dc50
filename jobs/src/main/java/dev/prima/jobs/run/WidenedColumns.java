package dev.prima.jobs.run;

import dev.prima.jobs.report.RunFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Which columns a run widens, a sentence each; kept in its folder, for once they are widened the
 * target no longer tells.
 */
record WidenedColumns(Path folder) {
  static WidenedColumns of(RunFolder run) {
    return new WidenedColumns(run.work().resolve("widened"));
  }

  private Path file(String table) {
    return folder.resolve(URLEncoder.encode(table, StandardCharsets.UTF_8) + ".txt");
  }

  /** Keeps what there is to say of a table, unless it was said by an earlier attempt. */
  void keep(String table, List<String> notes) {
    if (notes.isEmpty()) {
      return;
    }
    try {
      Files.createDirectories(folder);
      Files.write(file(table), notes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<String> notes(String table) {
    try {
      return Files.exists(file(table)) ? Files.readAllLines(file(table)) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
