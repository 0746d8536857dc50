package dev.prima.jobs.run;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Plain SQL over plain JDBC, on a legacy file or on a node: what migrations are held against.
 *
 * <p>Values come as {@code Long}, {@code Double}, {@code Boolean}, {@code String} or null, so that
 * what two databases tell can be compared.
 */
final class Query {
  private Query() {}

  static String sqlite(Path file) {
    return "jdbc:sqlite:" + file;
  }

  static List<List<@Nullable Object>> rows(String url, String query, Object... parameters) {
    try (Connection connection = DriverManager.getConnection(url);
        PreparedStatement sql = connection.prepareStatement(query)) {
      for (int p = 0; p < parameters.length; p++) {
        sql.setObject(p + 1, parameters[p]);
      }
      List<List<@Nullable Object>> rows = new ArrayList<>();
      try (ResultSet result = sql.executeQuery()) {
        int width = result.getMetaData().getColumnCount();
        while (result.next()) {
          List<@Nullable Object> row = new ArrayList<>();
          for (int c = 1; c <= width; c++) {
            row.add(plain(result.getObject(c)));
          }
          rows.add(row);
        }
      }
      return rows;
    } catch (SQLException e) {
      throw new IllegalStateException(query + ": " + e.getMessage(), e);
    }
  }

  /** The first column. */
  static List<String> texts(String url, String query, Object... parameters) {
    return rows(url, query, parameters).stream().map(r -> String.valueOf(r.get(0))).toList();
  }

  static long number(String url, String query, Object... parameters) {
    return Long.parseLong(texts(url, query, parameters).get(0));
  }

  static void change(String url, String... statements) {
    try (Connection connection = DriverManager.getConnection(url)) {
      for (String statement : statements) {
        connection.createStatement().executeUpdate(statement);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static @Nullable Object plain(@Nullable Object value) {
    if (value instanceof Integer || value instanceof Long || value instanceof Short) {
      return ((Number) value).longValue();
    }
    if (value == null || value instanceof Double || value instanceof Boolean) {
      return value;
    }
    return value.toString();
  }
}
