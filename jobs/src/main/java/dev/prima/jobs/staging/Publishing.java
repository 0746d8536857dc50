package dev.prima.jobs.staging;

import java.io.FileNotFoundException;
import java.io.IOException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Gives files their names once they are whole. */
public final class Publishing {
  private Publishing() {}

  /**
   * Puts a file in the place of another one, or of none. For a moment there is neither: a rename
   * onto a file fails on HDFS.
   *
   * @throws FileNotFoundException where there is none to be published
   */
  public static void publish(FileSystem files, Path temporary, Path file) throws IOException {
    files.delete(file, false);
    if (!files.rename(temporary, file)) {
      // File systems differ in how they say it; this says it one way.
      files.getFileStatus(temporary);
      throw new IOException("cannot rename " + temporary + " to " + file.getName());
    }
  }
}
