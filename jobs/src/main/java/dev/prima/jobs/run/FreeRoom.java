package dev.prima.jobs.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** How many bytes were free where a run works, before it took any. */
final class FreeRoom {
  private final Map<String, Long> free = new HashMap<>();

  void measure(List<String> uris) {
    uris.forEach(uri -> free.put(uri, freeAt(uri)));
  }

  /**
   * Bytes that were free for this run before it took any; of a run that was resumed, what it holds
   * and what is free beside that.
   *
   * @param held bytes that it holds there now
   */
  long before(String uri, long held) {
    Long measured = free.get(uri);
    return measured == null ? freeAt(uri) + held : measured;
  }

  private static long freeAt(String uri) {
    Path path = new Path(uri);
    try {
      FileSystem files = path.getFileSystem(new Configuration());
      // Of a folder that is not there yet, the local file system says that nothing is free.
      while (!files.exists(path) && path.getParent() != null) {
        path = path.getParent();
      }
      return files.getStatus(path).getRemaining();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
