package dev.prima.jobs.source;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code sqlite_schema} says in words, read once: it has no index. Nothing of it is executed.
 *
 * @param sql of tables and indexes by type and name
 * @param triggers names by table in small letters
 * @param sequences the highest key that AUTOINCREMENT gave, by table
 * @param others views and virtual tables, each with what it is
 * @param shadows in small letters, names under which virtual tables keep what they hold
 */
record SchemaTexts(
    Map<String, String> sql,
    Map<String, List<String>> triggers,
    Map<String, Long> sequences,
    List<String> others,
    Set<String> shadows) {
  private static final Pattern MODULE =
      Pattern.compile("\\bUSING\\s+[\"'`\\[]?(\\w+)", Pattern.CASE_INSENSITIVE);

  /** Of the modules that SQLite has built in. */
  private static final Map<String, List<String>> SHADOWS =
      Map.of(
          "fts3", List.of("content", "docsize", "segdir", "segments", "stat"),
          "fts4", List.of("content", "docsize", "segdir", "segments", "stat"),
          "fts5", List.of("config", "content", "data", "docsize", "idx"),
          "rtree", List.of("node", "parent", "rowid"),
          "rtree_i32", List.of("node", "parent", "rowid"),
          "geopoly", List.of("node", "parent", "rowid"));

  static SchemaTexts read(Connection connection) throws SQLException {
    SchemaTexts texts =
        new SchemaTexts(
            new HashMap<>(), new HashMap<>(), new HashMap<>(), new ArrayList<>(), new HashSet<>());
    try (Statement statement = connection.createStatement()) {
      try (ResultSet row =
          statement.executeQuery(
              "SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_schema ORDER BY name")) {
        while (row.next()) {
          texts.add(row.getString(1), row.getString(2), row.getString(3), row.getString(4));
        }
      }
      if (texts.sql.containsKey("table sqlite_sequence")) {
        try (ResultSet row = statement.executeQuery("SELECT name, seq FROM sqlite_sequence")) {
          while (row.next()) {
            texts.sequences.put(row.getString(1), row.getLong(2));
          }
        }
      }
    }
    return texts;
  }

  private void add(String type, String name, String table, String text) {
    sql.put(type + " " + name, text);
    switch (type) {
      case "trigger" ->
          triggers
              .computeIfAbsent(table.toLowerCase(Locale.ROOT), t -> new ArrayList<>())
              .add(name);
      case "view" -> others.add("view " + name);
      case "table" -> {
        if (text.regionMatches(true, 0, "CREATE VIRTUAL", 0, "CREATE VIRTUAL".length())) {
          others.add("virtual table " + name);
          Matcher module = MODULE.matcher(text);
          if (module.find()) {
            SHADOWS
                .getOrDefault(module.group(1).toLowerCase(Locale.ROOT), List.of())
                .forEach(s -> shadows.add((name + "_" + s).toLowerCase(Locale.ROOT)));
          }
        }
      }
      default -> {}
    }
  }

  /** The statement that made a table or an index; empty where there is none. */
  String of(String type, String name) {
    return sql.getOrDefault(type + " " + name, "");
  }

  List<String> triggersOf(String table) {
    return triggers.getOrDefault(table.toLowerCase(Locale.ROOT), List.of());
  }
}
