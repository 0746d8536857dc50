package dev.prima.jobs.run;

import dev.prima.core.error.PrimaException;
import dev.prima.core.json.Json;
import dev.prima.core.json.JsonValue.JsonObject;
import dev.prima.core.report.RunEnd;
import dev.prima.jobs.cassandra.CassandraError;
import dev.prima.jobs.report.RunFolder;
import dev.prima.jobs.spark.SparkSessions;
import dev.prima.jobs.staging.StagingError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What runs of every kind do at their end. */
public final class RunFiles {
  private static final Logger LOG = LoggerFactory.getLogger(RunFiles.class);

  private RunFiles() {}

  /**
   * What was thrown in a task comes within what Spark says of the task; null for no error of ours.
   */
  public static @Nullable PrimaException known(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof PrimaException known) {
        return known;
      }
      if (cause instanceof IOException
          && String.valueOf(cause.getMessage()).contains("No space left on device")) {
        return new PrimaException(
            StagingError.WRITE_FAILED,
            "A disk that the run writes to is full: that of its folder, of staging or of Spark's local"
                + " folders; make room and go on with --resume",
            cause);
      }
    }
    return CassandraError.of(failure);
  }

  /**
   * Where it is told what the tables of sources declare that do not tell it themselves, in the form
   * of {@link dev.prima.jobs.source.SourceList}; most runs have none such.
   */
  public static Path declaredSources(RunFolder run) {
    return run.work().resolve("declared.json");
  }

  /** What a file of the run's own holds; null where it is not there. */
  static @Nullable JsonObject told(Path file) {
    try {
      return Files.exists(file) ? Json.parse(Files.readString(file)).asObject() : null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The error of a run in the words of its report. */
  public static RunEnd.Failure failure(Throwable cause) {
    String message = String.valueOf(cause.getMessage());
    return cause instanceof PrimaException known
        ? new RunEnd.Failure(known.error().code(), message)
        : new RunEnd.Failure(null, cause.getClass().getSimpleName() + ": " + message);
  }

  /**
   * Snapshots are as large as the sources: they go when nobody needs them any more, and with them
   * what Spark left of attempts that were killed.
   */
  public static void deleteSnapshots(RunFolder folder) {
    deleteFiles(folder.snapshots());
    deleteFiles(folder.work().resolve(SparkSessions.SCRATCH));
  }

  /** A dry run is made again, not resumed: nothing that it worked with is kept. */
  static void deleteWork(RunFolder folder) {
    deleteFiles(folder.work());
  }

  private static void deleteFiles(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try {
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
              if (!visited.equals(folder)) {
                Files.delete(visited);
              }
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      LOG.warn("Cannot delete the files in {}; they may be deleted by hand", folder, e);
    }
  }
}
