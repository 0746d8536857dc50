package dev.prima.jobs.source;

import dev.prima.core.error.PrimaException;
import dev.prima.core.schema.RowPage;
import java.io.Closeable;
import org.jspecify.annotations.Nullable;

/**
 * Streams a table, or a range of it, as pages. Every value has the storage class that SQLite stored
 * and text its exact bytes; text of a UTF-16 database comes as UTF-8.
 *
 * <p>Rows come in the order of their rowid, or of the primary key WITHOUT ROWID; the order is the
 * same every time. Not thread-safe; the caller closes it, and the connection after it.
 */
public interface RowReader extends Closeable {
  /** How much a page may hold; one row more than {@code bytes} allow where it is the first. */
  record PageLimit(int rows, long bytes) {
    /** Whether a page has room for another row. */
    boolean admits(RowPage page, long taken) {
      return page.rows() < rows && (taken < bytes || page.rows() == 0);
    }
  }

  /** What a row takes besides its text and blobs. */
  static long overhead(int columns) {
    return 9L * columns + 8;
  }

  /**
   * The next page, null after the last.
   *
   * @throws PrimaException {@link SourceError#DAMAGED} where the file cannot be read
   */
  @Nullable RowPage next();

  @Override
  void close();
}
