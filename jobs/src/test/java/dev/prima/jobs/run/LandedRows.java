package dev.prima.jobs.run;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows as SQLite had them, each value with its class: of a source as JDBC gives them, of a target
 * by the SQL that the comments of its columns state.
 */
final class LandedRows {
  private static final String STATED = "as SQLite had it: ";

  private LandedRows() {}

  /** A column of the target: its SQL, and that of its class where it stands beside. */
  private record Read(String value, @Nullable String beside, boolean eitherClass) {}

  /** All rows of a source, in no order. */
  static List<String> ofSource(String url, String query) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection(url);
        var statement = connection.createStatement();
        var row = statement.executeQuery(query)) {
      int width = row.getMetaData().getColumnCount();
      while (row.next()) {
        List<String> values = new ArrayList<>();
        for (int c = 1; c <= width; c++) {
          values.add(told(row.getObject(c)));
        }
        rows.add(String.join("|", values));
      }
    }
    rows.sort(null);
    return rows;
  }

  /**
   * The same of a table in schema {@code legacy}.
   *
   * @param columns of the source; what stands behind them in the target is ours
   * @param condition in SQL, for instance {@code TRUE}
   */
  static List<String> ofTarget(String url, String table, int columns, String condition)
      throws SQLException {
    return ofTarget(url, table, reads(url, table, columns), condition);
  }

  /**
   * All rows of a table that was never widened, whatever its columns are called.
   *
   * @param classes how many the values of each column have in the source
   */
  static List<String> ofTarget(String url, String table, List<Long> classes) throws SQLException {
    List<Read> reads = new ArrayList<>();
    List<List<@Nullable Object>> standing = standing(url, table);
    int at = 0;
    for (long several : classes) {
      Read read = read(standing.get(at++), null);
      // A number of both classes says itself which it was.
      boolean mixed =
          several > 1
              && !read.eitherClass()
              && read.value().equals(quoted(name(standing.get(at - 1))));
      reads.add(mixed ? new Read(read.value(), quoted(name(standing.get(at++))), false) : read);
    }
    return ofTarget(url, table, reads, "TRUE");
  }

  private static List<String> ofTarget(String url, String table, List<Read> reads, String condition)
      throws SQLException {
    List<String> list = new ArrayList<>();
    for (Read read : reads) {
      list.add(read.value());
      if (read.beside() != null) {
        list.add(read.beside());
      }
    }
    List<String> rows = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection(url);
        var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                "SELECT "
                    + String.join(", ", list)
                    + " FROM legacy."
                    + quoted(table)
                    + " WHERE "
                    + condition)) {
      while (row.next()) {
        List<String> values = new ArrayList<>();
        int at = 1;
        for (Read read : reads) {
          if (read.beside() != null) {
            values.add(told(row.getString(at), row.getString(at + 1)));
            at += 2;
          } else {
            values.add(
                read.eitherClass() ? number(row.getBigDecimal(at)) : told(row.getObject(at)));
            at++;
          }
        }
        rows.add(String.join("|", values));
      }
    }
    rows.sort(null);
    return rows;
  }

  private static List<List<@Nullable Object>> standing(String url, String table) {
    return Query.rows(
        url,
        "SELECT attname, col_description(attrelid, attnum) FROM pg_attribute WHERE attrelid ="
            + " ?::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
        "legacy." + quoted(table));
  }

  private static String name(List<@Nullable Object> column) {
    return String.valueOf(column.get(0));
  }

  private static Read read(List<@Nullable Object> column, @Nullable String beside) {
    String comment = column.get(1) == null ? "" : String.valueOf(column.get(1));
    int stated = comment.indexOf(STATED);
    return new Read(
        stated < 0 ? quoted(name(column)) : comment.substring(stated + STATED.length()),
        stated < 0 ? beside : null,
        comment.startsWith("holds INTEGER where") || comment.contains("with fractions"));
  }

  private static List<Read> reads(String url, String table, int columns) {
    List<List<@Nullable Object>> standing = standing(url, table);
    List<String> names = standing.stream().map(LandedRows::name).toList();
    List<Read> reads = new ArrayList<>();
    for (int c = 0; reads.size() < columns; c++) {
      // A widened column has its class behind all others.
      String beside = beside(names.get(c));
      reads.add(read(standing.get(c), names.contains(beside) ? quoted(beside) : null));
      c += c + 1 < names.size() && names.get(c + 1).equals(beside) ? 1 : 0;
    }
    return reads;
  }

  private static String beside(String name) {
    return name + "#class";
  }

  private static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  private static String number(@Nullable BigDecimal number) {
    if (number == null) {
      return "null";
    }
    boolean whole = number.stripTrailingZeros().scale() <= 0;
    return whole ? told((Object) number.longValueExact()) : told((Object) number.doubleValue());
  }

  static String told(@Nullable String text, @Nullable String storageClass) {
    if (text == null || storageClass == null) {
      return told(text);
    }
    return switch (storageClass) {
      case "integer" -> told((Object) Long.valueOf(text));
      case "real" -> told((Object) Double.valueOf(text));
      case "blob" -> told((Object) HexFormat.of().parseHex(text));
      default -> told((Object) text);
    };
  }

  static String told(@Nullable Object value) {
    if (value == null) {
      return "null";
    }
    if (value instanceof Double real) {
      return "real " + Long.toHexString(Double.doubleToRawLongBits(real));
    }
    if (value instanceof Number number) {
      return "integer " + number.longValue();
    }
    byte[] bytes =
        value instanceof byte[] blob ? blob : value.toString().getBytes(StandardCharsets.UTF_8);
    return (value instanceof byte[] ? "blob " : "text ") + HexFormat.of().formatHex(bytes);
  }
}
