package dev.prima.jobs.run;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes SQLite tables of random names, declarations and values of any class; same seed, same. */
final class RandomLegacy {
  private static final List<String> NAMES =
      List.of(
          "a",
          "Select",
          "x y",
          "say \"hi\"",
          "it's",
          "Größe",
          "数",
          "a#class",
          "source_id",
          "ctid",
          "rowid_",
          "semi;colon",
          "--",
          "tab\tin",
          "🙂",
          "x".repeat(70),
          "x".repeat(69) + "y");
  private static final List<String> TYPES =
      List.of(
          "",
          "INTEGER",
          "INT",
          "REAL",
          "TEXT",
          "BLOB",
          "NUMERIC",
          "BOOLEAN",
          "DATETIME",
          "DATE",
          "TIMESTAMP",
          "DECIMAL(10,2)",
          "VARCHAR(3)",
          "JSON",
          "DOUBLE PRECISION",
          "no such type");
  private static final List<String> DEFAULTS =
      List.of(
          "",
          "",
          " DEFAULT 5",
          " DEFAULT '7'",
          " DEFAULT 1.5",
          " DEFAULT 'it''s'",
          " DEFAULT NULL",
          " DEFAULT CURRENT_TIMESTAMP",
          " DEFAULT (random())",
          " DEFAULT x'00ff'",
          " DEFAULT -3");
  private static final List<String> TEXTS =
      List.of(
          "", "a", "A", " ", "5", "1.50", "it's", "\\", "\n\t", "ß🙂", "NULL", "x'00'", "%", "1e5");

  private final Random random;
  private final Set<String> taken = new HashSet<>();

  RandomLegacy(long seed) {
    random = new Random(seed);
  }

  private <T> T any(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  private String name(Set<String> used) {
    String name = any(NAMES);
    while (!used.add(name.toLowerCase(Locale.ROOT))) {
      name += random.nextInt(10);
    }
    return name;
  }

  private @Nullable Object value(int kind) {
    return switch (kind) {
      case 0 -> null;
      case 1 ->
          random.nextInt(4) == 0 ? (Object) random.nextLong() : (Object) (long) random.nextInt(5);
      case 2 ->
          random.nextInt(4) == 0
              ? Double.longBitsToDouble(random.nextLong())
              : any(List.of(0.5, -0.0, 1e300, 0.1, 3.0, Double.POSITIVE_INFINITY, 5e-324));
      case 3 -> random.nextInt(3) == 0 ? any(TEXTS) + random.nextInt(30) : any(TEXTS);
      case 6 -> (long) random.nextInt(2);
      case 7 -> random.nextInt(100_000) / 100.0;
      case 8 ->
          java.time.LocalDateTime.of(1999, 1, 1, 0, 0)
              .plusSeconds(random.nextInt(1_000_000_000))
              .format(java.time.format.DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss"));
      case 9 -> java.time.LocalDate.of(1999, 1, 1).plusDays(random.nextInt(9000)).toString();
      case 10 -> 1_000_000_000L + random.nextInt(1_000_000_000);
      default -> {
        byte[] bytes = new byte[random.nextInt(6)];
        random.nextBytes(bytes);
        yield bytes;
      }
    };
  }

  /** Makes a table with some rows; its name. */
  String table(Connection connection) throws SQLException {
    String table = name(taken);
    Set<String> used = new HashSet<>();
    int width = 1 + random.nextInt(5);
    List<String> columns = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    boolean alias = random.nextInt(4) == 0;
    for (int c = 0; c < width; c++) {
      String column = name(used);
      columns.add(column);
      lines.add(
          quoted(column)
              + (c == 0 && alias ? " INTEGER PRIMARY KEY" : " " + any(TYPES) + any(DEFAULTS)));
    }
    boolean keyed = !alias && random.nextInt(3) == 0;
    if (keyed) {
      lines.add("PRIMARY KEY (" + quoted(columns.get(0)) + ")");
    }
    if (width > 1 && random.nextInt(3) == 0) {
      lines.add("UNIQUE (" + quoted(columns.get(width - 1)) + ")");
    }
    if (width > 1 && random.nextInt(3) == 0) {
      lines.add("CHECK (" + quoted(columns.get(1)) + " IS NULL OR length('a') = 1)");
    }
    boolean rowid = !keyed || random.nextBoolean();
    // Declared so beside the column, such a key is the rowid as well, and takes nothing but
    // integers.
    boolean numbered =
        alias || keyed && rowid && lines.get(0).startsWith(quoted(columns.get(0)) + " INTEGER");
    try (var statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE "
              + quoted(table)
              + " ("
              + String.join(", ", lines)
              + ")"
              + (rowid ? "" : " WITHOUT ROWID"));
      if (random.nextInt(2) == 0) {
        statement.execute(
            "CREATE INDEX "
                + quoted("by " + table)
                + " ON "
                + quoted(table)
                + " ("
                + quoted(any(columns))
                + (random.nextBoolean() ? " DESC" : "")
                + ")"
                + (random.nextBoolean() ? "" : " WHERE " + quoted(any(columns)) + " IS NOT NULL"));
      }
    }
    fill(connection, table, columns.size(), numbered);
    return table;
  }

  private void fill(Connection connection, String table, int width, boolean numbered)
      throws SQLException {
    int[] kinds = random.ints(width, 0, 11).toArray();
    String marks = "?, ".repeat(width - 1) + "?";
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT OR IGNORE INTO " + quoted(table) + " VALUES (" + marks + ")")) {
      for (int rows = random.nextInt(12); rows > 0; rows--) {
        for (int c = 0; c < width; c++) {
          int others = kinds[c] > 5 ? 40 : 8;
          int kind = kinds[c] == 5 || random.nextInt(others) == 0 ? random.nextInt(5) : kinds[c];
          insert.setObject(c + 1, c == 0 && numbered ? (Object) random.nextLong() : value(kind));
        }
        insert.executeUpdate();
      }
    }
  }

  /** How many classes the values of each column have. */
  static List<Long> classes(String url, String table) {
    String name = table.replace("'", "''");
    return Query.texts(url, "SELECT name FROM pragma_table_info('" + name + "') ORDER BY cid")
        .stream()
        .map(
            c ->
                Query.number(
                    url,
                    "SELECT count(DISTINCT typeof("
                        + quoted(c)
                        + ")) FROM "
                        + quoted(table)
                        + " WHERE "
                        + quoted(c)
                        + " IS NOT NULL"))
        .toList();
  }
}
