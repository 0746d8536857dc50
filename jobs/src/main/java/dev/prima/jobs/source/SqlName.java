package dev.prima.jobs.source;

/** Names in SQLite's SQL. */
final class SqlName {
  private SqlName() {}

  /** The name in quotes, whatever is in it. */
  static String quote(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }
}
