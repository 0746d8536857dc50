package dev.prima.jobs.source;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConnection;

/**
 * The connection to the source that is being read, kept for the tables that follow: SQLite reads
 * the whole schema on each. Opened anew for another file. Not thread-safe.
 */
public final class OpenSource implements AutoCloseable {
  private @Nullable SQLiteConnection connection;
  private int file = -1;

  /** The connection to a source; that to another is closed. */
  public SQLiteConnection of(SourceFile source) throws SQLException {
    SQLiteConnection open = connection;
    if (open == null || file != source.index()) {
      close();
      open = SqliteConnections.open(source);
      connection = open;
      file = source.index();
    }
    return open;
  }

  @Override
  public void close() throws SQLException {
    SQLiteConnection open = connection;
    connection = null;
    if (open != null) {
      open.close();
    }
  }
}
