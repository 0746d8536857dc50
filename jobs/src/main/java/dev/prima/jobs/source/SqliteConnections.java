package dev.prima.jobs.source;

import dev.prima.core.error.PrimaException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteOpenMode;
import org.sqlite.jdbc4.JDBC4Connection;

/**
 * Opens SQLite files so that nothing in them can act: read-only, no extensions, schemas not
 * trusted. The caller closes.
 *
 * <p>SQLite holds POSIX locks, and these are the process's: whoever closes any other descriptor on
 * a file drops them. While a live source is open through here, nothing else in this process may
 * open it.
 *
 * @see <a href="https://www.sqlite.org/security.html">Defense against the dark arts</a>
 * @see <a href="https://www.sqlite.org/howtocorrupt.html">How to corrupt, section 2.2</a>
 */
public final class SqliteConnections {
  private static final int BUSY_MILLIS = 30_000;
  private static final long MAPPED_BYTES = 1L << 31;

  private SqliteConnections() {}

  /** A file that other programs may be writing to; SQLite's locks keep us apart. */
  public static SQLiteConnection openLive(Path file) throws SQLException {
    return guarded(file, "mode=ro");
  }

  /**
   * A file that nobody writes to: a snapshot, or a source that the user says is immutable. No locks
   * are taken, no file is looked for beside it.
   */
  public static SQLiteConnection openImmutable(Path file) throws SQLException {
    return guarded(file, "mode=ro&immutable=1");
  }

  /** The database that the steps read. A snapshot of ours is memory-mapped. */
  public static SQLiteConnection open(SourceFile source) throws SQLException {
    SQLiteConnection connection = openImmutable(Path.of(source.snapshot()));
    if (!source.inPlace()) {
      // Only what is ours: a mapped file that somebody truncates takes the JVM down.
      pragma(connection, "mmap_size=" + MAPPED_BYTES);
    }
    return connection;
  }

  /** A file of ours that is made for it, and written. */
  public static SQLiteConnection openNew(Path file) throws SQLException, IOException {
    return openOwn(Files.createFile(file));
  }

  /** A copy of ours, read and written, as recovery wants it. */
  static SQLiteConnection openOwn(Path file) throws SQLException {
    SQLiteConnection connection = connect(file, "mode=rw", new SQLiteConfig());
    pragma(connection, "trusted_schema=OFF");
    return connection;
  }

  private static SQLiteConnection guarded(Path file, String mode) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    SQLiteConnection connection = connect(file, mode, config);
    try {
      pragma(connection, "trusted_schema=OFF");
      pragma(connection, "query_only=ON");
      pragma(connection, "cell_size_check=ON");
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
    return connection;
  }

  private static SQLiteConnection connect(Path file, String mode, SQLiteConfig config)
      throws SQLException {
    config.enableLoadExtension(false);
    config.setBusyTimeout(BUSY_MILLIS);
    // One thread at a time has a connection: a lock for each value that it asks for is a third of
    // what reading takes.
    config.setOpenMode(SQLiteOpenMode.NOMUTEX);
    Properties properties = config.toProperties();
    return new JDBC4Connection(
        "jdbc:sqlite:" + file.getFileName(), uri(file) + "?" + mode, properties);
  }

  private static void pragma(SQLiteConnection connection, String assignment) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA " + assignment);
    }
  }

  /** Lets a connection read a database that nobody writes to under a name, too. */
  static void attach(SQLiteConnection connection, Path file, String name) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet known = statement.executeQuery("PRAGMA database_list")) {
      while (known.next()) {
        if (known.getString(2).equals(name)) {
          return;
        }
      }
    }
    String uri = uri(file).replace("'", "''") + "?mode=ro&immutable=1";
    try (Statement statement = connection.createStatement()) {
      statement.execute("ATTACH '" + uri + "' AS " + SqlName.quote(name));
    }
  }

  /** As SQLite reads it: UTF-8 bytes in %XX, for names may hold a question mark or a hash. */
  static String uri(Path file) {
    String path;
    try {
      path = file.toRealPath().toString();
    } catch (NoSuchFileException e) {
      throw new PrimaException(
          SourceError.VANISHED, "Source " + file + " is gone since the run began; try again", e);
    } catch (IOException e) {
      throw new PrimaException(
          SourceError.UNREADABLE, "Source " + file + " cannot be read (" + e.getMessage() + ")", e);
    }
    StringBuilder uri = new StringBuilder("file:");
    for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
      boolean plain =
          b >= 'a' && b <= 'z'
              || b >= 'A' && b <= 'Z'
              || b >= '0' && b <= '9'
              || "/._-".indexOf(b) >= 0;
      uri.append(plain ? String.valueOf((char) b) : String.format("%%%02X", b));
    }
    return uri.toString();
  }
}
