package dev.prima.jobs.source;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** Files as statements make them. */
public final class SqlFile {
  private SqlFile() {}

  /** Makes the file where it is not there. */
  public static Path execute(Path file, String... statements) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
      for (String sql : statements) {
        // Each by itself: VACUUM wants none beside it.
        try (Statement statement = connection.createStatement()) {
          statement.execute(sql);
        }
      }
    }
    return file;
  }

  /** A table {@code n} of the numbers {@code i} from one on, before a SELECT. */
  public static String numbers(long first, long count) {
    return " WITH RECURSIVE n(i) AS (SELECT "
        + first
        + " UNION ALL SELECT i + 1 FROM n LIMIT "
        + count
        + ") ";
  }
}
