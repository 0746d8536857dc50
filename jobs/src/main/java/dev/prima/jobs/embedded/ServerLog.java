package dev.prima.jobs.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Collectors;

/** What a server writes of its own life, since its last start; the start before is kept beside. */
record ServerLog(Path file) {
  private static final int TAIL = 12;

  /** Puts the old log aside, so that what stands in the file is of the coming start. */
  void rotate() throws IOException {
    if (Files.exists(file)) {
      Files.move(
          file,
          file.resolveSibling(file.getFileName() + ".previous"),
          StandardCopyOption.REPLACE_EXISTING);
    }
  }

  boolean contains(String text) throws IOException {
    return text().contains(text);
  }

  /** The last lines, indented, to be shown to the user; empty if there are none. */
  String tail() throws IOException {
    List<String> lines = text().lines().filter(l -> !l.isBlank()).toList();
    return lines.subList(Math.max(0, lines.size() - TAIL), lines.size()).stream()
        .map(l -> "\n  | " + l)
        .collect(Collectors.joining());
  }

  private String text() throws IOException {
    return Files.exists(file) ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8) : "";
  }
}
