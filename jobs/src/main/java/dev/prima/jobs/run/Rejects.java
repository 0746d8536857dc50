package dev.prima.jobs.run;

import dev.prima.jobs.staging.PartManifest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.fs.FileSystem;

/**
 * Brings the rejects of all parts of a table into one file of the run's folder, in the order of the
 * parts.
 */
final class Rejects {
  private Rejects() {}

  static void gather(RunState state) {
    for (String table : state.tableNames()) {
      try {
        gather(state, table);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static void gather(RunState state, String table) throws IOException {
    Path file = state.context().folder().rejects(table);
    boolean any = false;
    for (PartManifest part : state.manifests(table)) {
      if (part.rejects() == 0) {
        continue;
      }
      if (!any) {
        Files.deleteIfExists(file);
        any = true;
      }
      org.apache.hadoop.fs.Path rejects = state.layout().rejects(table, part.part());
      FileSystem fileSystem = rejects.getFileSystem(state.layout().configuration());
      try (InputStream in = fileSystem.open(rejects);
          OutputStream out =
              Files.newOutputStream(
                  file,
                  java.nio.file.StandardOpenOption.CREATE,
                  java.nio.file.StandardOpenOption.APPEND)) {
        in.transferTo(out);
      }
    }
  }
}
