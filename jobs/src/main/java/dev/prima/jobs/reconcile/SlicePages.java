package dev.prima.jobs.reconcile;

import dev.prima.core.mapping.MappedPage;
import dev.prima.core.mapping.RowMapper;
import dev.prima.core.schema.RowPage;
import dev.prima.jobs.reconcile.SourceCopies.Slice;
import dev.prima.jobs.source.OpenSource;
import dev.prima.jobs.source.RowReader;
import dev.prima.jobs.source.SqliteRowReader;
import java.nio.file.Path;
import java.sql.SQLException;
import org.apache.spark.TaskContext;
import org.apache.spark.util.TaskCompletionListener;
import org.jspecify.annotations.Nullable;

/** Pages of a slice of a source, mapped, in the same order whenever they are read. */
final class SlicePages implements AutoCloseable {
  private static final int PAGE_ROWS = 8_192;
  private static final long PAGE_BYTES = 8L << 20;

  private final SqliteRowReader reader;
  private final RowMapper mapper;
  private int first;
  private int nextFirst;

  private SlicePages(Slice slice, SqliteRowReader reader) {
    this.reader = reader;
    mapper = new RowMapper(slice.claim(), slice.target(), slice.table());
  }

  /**
   * Opens a slice.
   *
   * @param source to be closed after it
   */
  static SlicePages open(Slice slice, OpenSource source) {
    try {
      return new SlicePages(
          slice,
          SqliteRowReader.open(
              source.of(slice.file()),
              Path.of(slice.file().path()),
              slice.table(),
              slice.range(),
              new RowReader.PageLimit(PAGE_ROWS, PAGE_BYTES)));
    } catch (SQLException e) {
      throw new IllegalStateException("Cannot open " + slice.file().path(), e);
    }
  }

  /** A source for the slices of a Spark task, closed with it. */
  static OpenSource ofTask() {
    OpenSource source = new OpenSource();
    TaskContext.get()
        .addTaskCompletionListener(
            (TaskCompletionListener)
                done -> {
                  try {
                    source.close();
                  } catch (SQLException e) {
                    throw new IllegalStateException("Cannot close a source", e);
                  }
                });
    return source;
  }

  /** The next page, which is valid until the one after it is read; null after the last. */
  @Nullable MappedPage next() {
    RowPage page = reader.next();
    if (page == null) {
      return null;
    }
    first = nextFirst;
    nextFirst = first + page.rows();
    return mapper.map(page);
  }

  /** The place of the current page's first row within the slice, from 0. */
  int firstOrdinal() {
    return first;
  }

  @Override
  public void close() {
    reader.close();
  }
}
