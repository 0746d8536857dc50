package dev.prima.jobs.generate;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Plain SQL on a SQLite file, for what tests compare with. */
final class Sql {
  private Sql() {}

  /** The rows, columns joined by {@code |} as the sqlite3 program shows them. */
  static List<String> rows(Path file, String query) throws SQLException {
    return rows(file, "", query);
  }

  /** As {@link #rows(Path, String)}, after a script such as ATTACH statements. */
  static List<String> rows(Path file, String before, String query) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      if (!before.isEmpty()) {
        statement.executeUpdate(before);
      }
      List<String> rows = new ArrayList<>();
      try (ResultSet result = statement.executeQuery(query)) {
        int width = result.getMetaData().getColumnCount();
        while (result.next()) {
          List<String> values = new ArrayList<>();
          for (int c = 1; c <= width; c++) {
            String value = result.getString(c);
            values.add(value == null ? "" : value);
          }
          rows.add(String.join("|", values));
        }
      }
      return rows;
    }
  }

  static long number(Path file, String query) throws SQLException {
    return Long.parseLong(rows(file, query).get(0));
  }

  static double real(Path file, String query) throws SQLException {
    return Double.parseDouble(rows(file, query).get(0));
  }
}
