package dev.prima.jobs.extract;

import dev.prima.core.error.PrimaException;
import dev.prima.jobs.extract.ExtractUnit.Slice;
import dev.prima.jobs.source.RowRange;
import dev.prima.jobs.source.RowReader;
import dev.prima.jobs.source.RowReader.PageLimit;
import dev.prima.jobs.source.SourceError;
import dev.prima.jobs.source.SourceFile;
import dev.prima.jobs.source.StoredRows;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConnection;

/**
 * What slices hold; the file and the table of the last one are kept. Readers of a file are of no
 * use once another file was asked for. Not thread-safe.
 */
final class StoredSlices implements AutoCloseable {
  private @Nullable StoredRows file;
  private int number = -1;
  private @Nullable PlannedTable planned;
  private StoredRows.@Nullable Table table;

  /** Opens rows of a slice. */
  RowReader reader(
      Slice slice,
      SourceFile source,
      SQLiteConnection connection,
      RowRange range,
      PageLimit limit) {
    try {
      return file(source, connection).reader(slice.table().sourceTable(), range, limit);
    } catch (IOException e) {
      throw unreadable(source, e);
    }
  }

  /** The digest of rows of a slice, if they can be made out. */
  Optional<String> digest(
      Slice slice, SourceFile source, SQLiteConnection connection, RowRange range) {
    try {
      StoredRows.Table stored = table(slice.table(), source, connection);
      return stored == null ? Optional.empty() : stored.digest(range);
    } catch (IOException e) {
      throw unreadable(source, e);
    }
  }

  /** What of a slice's range is staged already. */
  List<Stretch> stretches(
      Slice slice,
      SourceFile source,
      SQLiteConnection connection,
      RowRange range,
      List<EarlierPart> parts) {
    try {
      StoredRows.Table stored = table(slice.table(), source, connection);
      return stored == null ? List.of(new Stretch(range, null)) : Stretch.of(range, parts, stored);
    } catch (IOException e) {
      throw unreadable(source, e);
    }
  }

  private StoredRows.@Nullable Table table(
      PlannedTable wanted, SourceFile source, SQLiteConnection connection) throws IOException {
    if (wanted != planned) {
      table = file(source, connection).table(wanted.sourceTable().name(), Recipe.of(wanted));
      planned = wanted;
    }
    return table;
  }

  private StoredRows file(SourceFile source, SQLiteConnection connection) throws IOException {
    StoredRows open = file;
    if (open == null || number != source.index()) {
      close();
      try {
        open = StoredRows.open(source, connection);
      } catch (SQLException e) {
        throw unreadable(source, e);
      }
      file = open;
      number = source.index();
    }
    return open;
  }

  static PrimaException unreadable(SourceFile file, Exception e) {
    return new PrimaException(
        SourceError.UNREADABLE,
        "Snapshot "
            + file.snapshot()
            + " of source "
            + file.path()
            + " cannot be read ("
            + e.getMessage()
            + "); start a new run",
        e);
  }

  @Override
  public void close() throws IOException {
    StoredRows open = file;
    file = null;
    planned = null;
    table = null;
    if (open != null) {
      open.close();
    }
  }
}
