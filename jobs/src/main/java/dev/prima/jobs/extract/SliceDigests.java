package dev.prima.jobs.extract;

import dev.prima.core.error.PrimaException;
import dev.prima.jobs.extract.ExtractUnit.Slice;
import dev.prima.jobs.source.RowRange;
import dev.prima.jobs.source.SourceError;
import dev.prima.jobs.source.SourceFile;
import dev.prima.jobs.source.StoredRows;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConnection;

/** Digests of what the slices of a unit hold, the last slice's rows kept open. Not thread-safe. */
final class SliceDigests implements AutoCloseable {
  private @Nullable Slice slice;
  private @Nullable StoredRows rows;

  /** Of rows of a slice. */
  Optional<String> of(Slice wanted, SourceFile file, SQLiteConnection connection, RowRange range) {
    try {
      StoredRows stored = rows(wanted, file, connection);
      return stored == null ? Optional.empty() : stored.digest(range);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /** What of a slice's range is staged already. */
  List<Stretch> stretches(
      Slice wanted,
      SourceFile file,
      SQLiteConnection connection,
      RowRange range,
      List<EarlierPart> parts) {
    try {
      StoredRows stored = rows(wanted, file, connection);
      return stored == null ? List.of(new Stretch(range, null)) : Stretch.of(range, parts, stored);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private @Nullable StoredRows rows(Slice wanted, SourceFile file, SQLiteConnection connection)
      throws IOException {
    if (wanted != slice) {
      close();
      try {
        rows =
            StoredRows.open(
                file, connection, wanted.table().sourceTable().name(), Recipe.of(wanted.table()));
      } catch (SQLException e) {
        throw unreadable(file, e);
      }
      slice = wanted;
    }
    return rows;
  }

  private static PrimaException unreadable(SourceFile file, Exception e) {
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
    StoredRows open = rows;
    slice = null;
    rows = null;
    if (open != null) {
      open.close();
    }
  }
}
