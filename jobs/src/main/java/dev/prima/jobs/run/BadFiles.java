package dev.prima.jobs.run;

import dev.prima.core.error.PrimaException;
import dev.prima.core.report.SourceReport;
import dev.prima.jobs.report.RunFolder;
import dev.prima.jobs.source.LostRows;
import dev.prima.jobs.source.RowRange;
import dev.prima.jobs.source.SourceFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Files that were left out because they cannot be read, one line each, in the run's folder; and
 * what is said of those that were read without what of them is lost.
 */
final class BadFiles {
  private static final int MOST_TOLD = 20;
  private static final int MOST_REPORTED = 1_000;

  private BadFiles() {}

  /** Forgets what an earlier attempt found. */
  static void clear(RunFolder folder) {
    try {
      Files.deleteIfExists(file(folder));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether a run read some source not at all, or not whole. */
  static boolean any(RunFolder folder, List<SourceFile> sources) {
    return !read(folder).isEmpty() || sources.stream().anyMatch(s -> !s.lost().isEmpty());
  }

  /** A sentence on each such file. */
  static List<String> notes(RunFolder folder, List<SourceFile> sources) {
    List<String> notes = new ArrayList<>();
    read(folder).forEach(f -> notes.add("Left out: " + f));
    sources.stream().filter(s -> !s.lost().isEmpty()).map(BadFiles::salvaged).forEach(notes::add);
    return notes;
  }

  private static String salvaged(SourceFile source) {
    String told =
        source.lost().stream()
            .limit(MOST_TOLD)
            .map(LostRows::told)
            .collect(Collectors.joining("; "));
    int more = source.lost().size() - MOST_TOLD;
    return "Salvaged: "
        + source.path()
        + " is damaged. What was read is all that is left; lost are "
        + told
        + (more > 0 ? "; and " + more + " more, which work/sources.json and run.log name" : "");
  }

  /** What is lost of a source, as the report has it. */
  static List<SourceReport.Lost> lost(SourceFile source) {
    return source.lost().stream().limit(MOST_REPORTED).map(BadFiles::lost).toList();
  }

  private static SourceReport.Lost lost(LostRows lost) {
    RowRange rowids = lost.rowids();
    return new SourceReport.Lost(
        lost.table(),
        rowids == null || rowids.from() == Long.MIN_VALUE ? null : rowids.from(),
        rowids == null || rowids.to() == Long.MAX_VALUE ? null : rowids.to(),
        lost.pageCount());
  }

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
