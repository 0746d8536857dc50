package dev.prima.jobs.source;

import dev.prima.core.schema.RowPage;
import java.io.IOException;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads rows from the pages of a snapshot without SQLite, which takes a fraction of the time: two
 * calls of a library for each value are most of what reading costs. Only where it is certain what
 * SQLite would give; from the first page of rows on of which it is not, and where something cannot
 * be read, SQLite reads the rest, and says what is wrong if something is.
 *
 * <p>{@code reconcile} reads sources through SQLite alone, so that each run is also a test of this.
 */
final class PageRowReader implements RowReader {
  private final RecordCursor records;
  private final RecordDecoder decoder;
  private final int columns;
  private final PageLimit limit;
  private final Function<OptionalLong, RowReader> library;
  private OptionalLong last = OptionalLong.empty();
  private @Nullable RowReader rest;

  /**
   * @param records those of the range
   * @param library opens through SQLite what of the range is behind a row, or all of it
   */
  PageRowReader(
      RecordCursor records,
      RecordDecoder decoder,
      int columns,
      PageLimit limit,
      Function<OptionalLong, RowReader> library) {
    this.records = records;
    this.decoder = decoder;
    this.columns = columns;
    this.limit = limit;
    this.library = library;
  }

  @Override
  public @Nullable RowPage next() {
    RowReader reader = rest;
    if (reader != null) {
      return reader.next();
    }
    RowPage page = new RowPage(columns);
    try {
      fill(page);
    } catch (UnclearPageException | IOException e) {
      reader = library.apply(last);
      rest = reader;
      return reader.next();
    }
    if (page.rows() == 0) {
      return null;
    }
    last = OptionalLong.of(page.rowId(page.rows() - 1));
    return page;
  }

  private void fill(RowPage page) throws UnclearPageException, IOException {
    long bytes = 0;
    while (limit.admits(page, bytes) && records.next()) {
      bytes += decoder.append(records, page) + RowReader.overhead(columns);
    }
  }

  @Override
  public void close() {
    if (rest != null) {
      rest.close();
    }
  }
}
