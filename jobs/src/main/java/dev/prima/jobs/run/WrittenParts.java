package dev.prima.jobs.run;

import dev.prima.jobs.staging.StagedPart;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/** Staged parts that Spark wrote, a file for each of its partitions. */
final class WrittenParts {
  private WrittenParts() {}

  /**
   * The parts in a folder, in the order of their ids; none where there is no folder.
   *
   * @param firstId of the first partition; the others follow
   */
  static List<StagedPart> in(
      String folder, String table, long firstId, Configuration configuration) {
    List<StagedPart> parts = new ArrayList<>();
    Path path = new Path(folder);
    try {
      for (FileStatus file : path.getFileSystem(configuration).listStatus(path)) {
        String name = file.getPath().getName();
        if (name.startsWith("part-")) {
          long id = firstId + Integer.parseInt(name.substring(5, 10));
          parts.add(new StagedPart(id, table, file.getPath().toString(), 0));
        }
      }
    } catch (FileNotFoundException e) {
      // Nothing of this table was written, which is no error.
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    parts.sort(Comparator.comparingLong(StagedPart::id));
    return parts;
  }
}
