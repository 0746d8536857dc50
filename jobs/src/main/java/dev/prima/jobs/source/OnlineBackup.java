package dev.prima.jobs.source;

import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConnection;
import org.sqlite.core.Codes;
import org.sqlite.core.DB;

/**
 * SQLite's online backup in steps, between which others may write. After three restarts a second
 * connection holds a read lock, so that the rest is of one moment, and writers wait.
 *
 * @see <a href="https://www.sqlite.org/c3ref/backup_finish.html">Online backup API</a>
 */
final class OnlineBackup implements DB.ProgressObserver {
  private static final int PATIENCE = 3;
  private static final int BUSY_SLEEP_MILLIS = 100;
  private static final int BUSY_TIMES = 600;

  private final Path source;
  private int last = Integer.MAX_VALUE;
  private int restarts;
  private @Nullable SQLiteConnection lock;
  private @Nullable SQLException lockFailure;
  private long lockedAt;
  private long waitMillis;

  OnlineBackup(Path source) {
    this.source = source;
  }

  /**
   * Copies the database.
   *
   * @param pagesPerStep -1 for all in one step
   * @throws SQLException with the code of what failed; the destination is then of no use
   */
  void run(Path destination, int pagesPerStep) throws SQLException {
    try (SQLiteConnection connection = SqliteConnections.openLive(source)) {
      try (Statement statement = connection.createStatement()) {
        // Finds a hot journal or a broken header before anything is written.
        statement.executeQuery("SELECT count(*) FROM sqlite_schema").close();
      }
      DB database = connection.getDatabase();
      int code =
          database.backup(
              "main", destination.toString(), this, BUSY_SLEEP_MILLIS, BUSY_TIMES, pagesPerStep);
      if (code != Codes.SQLITE_OK) {
        throw DB.newSQLException(code, "backup failed");
      }
    } finally {
      release();
    }
  }

  /** Called after each step. An exception here would be lost in native code. */
  @Override
  public void progress(int remaining, int pageCount) {
    if (remaining >= last) {
      restarts++;
      if (restarts == PATIENCE) {
        hold();
      }
    }
    last = remaining;
  }

  int restarts() {
    return restarts;
  }

  long waitMillis() {
    return waitMillis;
  }

  private void hold() {
    try {
      SQLiteConnection connection = SqliteConnections.openLive(source);
      lock = connection;
      try (Statement statement = connection.createStatement()) {
        statement.execute("BEGIN");
        statement.executeQuery("SELECT count(*) FROM sqlite_schema").close();
      }
      lockedAt = System.nanoTime();
    } catch (SQLException e) {
      lockFailure = e;
    }
  }

  private void release() throws SQLException {
    SQLiteConnection held = lock;
    if (held != null) {
      if (lockedAt != 0) {
        waitMillis = Duration.ofNanos(System.nanoTime() - lockedAt).toMillis();
      }
      held.close();
    }
    if (lockFailure != null) {
      throw lockFailure;
    }
  }
}
