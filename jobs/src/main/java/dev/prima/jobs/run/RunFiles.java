package dev.prima.jobs.run;

import dev.prima.core.error.PrimaException;
import dev.prima.core.report.RunEnd;
import dev.prima.jobs.report.RunFolder;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What runs of every kind do at their end. */
public final class RunFiles {
  private static final Logger LOG = LoggerFactory.getLogger(RunFiles.class);

  private RunFiles() {}

  /** The error of a run in the words of its report. */
  public static RunEnd.Failure failure(Throwable cause) {
    String message = String.valueOf(cause.getMessage());
    return cause instanceof PrimaException known
        ? new RunEnd.Failure(known.error().code(), message)
        : new RunEnd.Failure(null, cause.getClass().getSimpleName() + ": " + message);
  }

  /** Snapshots are as large as the sources: they go when nobody needs them any more. */
  static void deleteSnapshots(RunFolder folder) {
    Path snapshots = folder.snapshots();
    if (!Files.exists(snapshots)) {
      return;
    }
    try {
      Files.walkFileTree(
          snapshots,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.delete(file);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      LOG.warn("Cannot delete the snapshots in {}; they may be deleted by hand", snapshots, e);
    }
  }
}
