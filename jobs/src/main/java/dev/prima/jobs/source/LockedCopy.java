package dev.prima.jobs.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteConnection;

/**
 * Copies a small database while a read transaction keeps writers out. That is what the online
 * backup does in a single step, but for its waits for the disk, which a snapshot does not need:
 * they would take most of the time of a fleet of small files.
 */
final class LockedCopy {
  private LockedCopy() {}

  /**
   * Copies a file with a rollback journal.
   *
   * @throws SQLException where it must be recovered first, or stays locked
   */
  static void run(Path source, Path destination) throws IOException, SQLException {
    try (SQLiteConnection connection = SqliteConnections.openLive(source);
        Statement statement = connection.createStatement()) {
      statement.execute("BEGIN");
      statement.executeQuery("SELECT count(*) FROM sqlite_schema").close();
      // Its end closes a descriptor on the file, which drops the lock: it has done its work then.
      Files.copy(source, destination, StandardCopyOption.REPLACE_EXISTING);
    }
    if (!destination.toFile().setWritable(true, true)) {
      throw new IOException("Snapshot " + destination + " cannot be made writable");
    }
  }
}
