package dev.prima.jobs.prune;

import dev.prima.core.run.RunId;
import dev.prima.jobs.report.RunFolder;
import dev.prima.jobs.report.RunHold;
import dev.prima.jobs.report.RunsFolder;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.jspecify.annotations.Nullable;

/**
 * What a run left on disks: its folder and what it staged elsewhere. Of a run whose removal is cut
 * off nothing is left that could be taken for a run: its folder first gets another name.
 */
final class Leavings {
  private static final String REMOVING = ".removing-";

  private Leavings() {}

  /** Bytes that a run's files take, as far as they are there. */
  static long bytes(RunFolder run) throws IOException {
    Optional<String> staging = KnownRuns.stagingElsewhere(run);
    return bytes(run.path()) + (staging.isPresent() ? stagedBytes(staging.get()) : 0);
  }

  /**
   * Removes them.
   *
   * @return bytes freed; empty if a process has begun to work on the run
   * @throws IOException where something is left; done again it goes on
   */
  static Optional<Long> remove(RunFolder run) throws IOException {
    Optional<RunHold> hold = RunHold.tryTake(run);
    if (hold.isEmpty()) {
      return Optional.empty();
    }
    try (RunHold held = hold.get()) {
      long bytes = bytes(run);
      Optional<String> staging = KnownRuns.stagingElsewhere(run);
      if (staging.isPresent()) {
        // Before the folder, which is all that tells where it is.
        removeStaged(staging.get());
      }
      Path passing = run.path().resolveSibling(REMOVING + run.id());
      Files.move(run.path(), passing, StandardCopyOption.ATOMIC_MOVE);
      delete(passing);
      return Optional.of(bytes);
    }
  }

  /** Folders of runs whose removal was cut off. */
  static List<Path> halfRemoved(RunsFolder runs) throws IOException {
    if (!Files.exists(runs.path())) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(runs.path())) {
      return entries
          .filter(entry -> Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS))
          .filter(entry -> isHalfRemoved(entry.getFileName().toString()))
          .sorted()
          .toList();
    }
  }

  private static boolean isHalfRemoved(String name) {
    return name.startsWith(REMOVING) && RunId.isRunId(name.substring(REMOVING.length()));
  }

  static long bytes(Path folder) throws IOException {
    long[] bytes = new long[1];
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            bytes[0] += attributes.isRegularFile() ? attributes.size() : 0;
            return FileVisitResult.CONTINUE;
          }
        });
    return bytes[0];
  }

  static void delete(Path folder) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static long stagedBytes(String uri) throws IOException {
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(uri);
    try {
      return fileSystem(path).getContentSummary(path).getLength();
    } catch (FileNotFoundException e) {
      return 0; // A dry run, or one that staged nothing.
    }
  }

  private static void removeStaged(String uri) throws IOException {
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(uri);
    FileSystem files = fileSystem(path);
    if (files.exists(path) && !files.delete(path, true)) {
      throw new IOException(uri + " is still there");
    }
  }

  private static FileSystem fileSystem(org.apache.hadoop.fs.Path path) throws IOException {
    try {
      return path.getFileSystem(new Configuration());
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
