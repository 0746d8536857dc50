package dev.prima.jobs.load.postgres;

import dev.prima.jobs.postgres.KeptRow;
import dev.prima.jobs.postgres.PostgresTable;
import dev.prima.jobs.postgres.PostgresTable.Column;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A temporary table with the columns of a target table, a content hash and the row's number, gone
 * with its transaction: from it rows are kept for audit, or put in the place of others.
 */
final class WorkTable {
  /** Names that no legacy column can be mistaken for are not to be had; these are very unlikely. */
  private static final String HASH = "\"prima#hash\"";

  private static final String ROW = "\"prima#row\"";

  /** Has a row of {@code prima.superseded} kept by whoever took it away last. */
  static final String KEPT_ANEW =
      "ON CONFLICT (table_name, content_hash, md5(key)) DO UPDATE SET source_id ="
          + " excluded.source_id, run_id = excluded.run_id, reason = excluded.reason, row ="
          + " excluded.row, superseded_at = now()";

  private final Connection connection;
  private final PostgresTable table;
  private final String name;
  private final String runId;

  private WorkTable(Connection connection, PostgresTable table, String name, String runId) {
    this.connection = connection;
    this.table = table;
    this.name = name;
    this.runId = runId;
  }

  static WorkTable create(Connection connection, PostgresTable table, String name, String runId)
      throws SQLException {
    String columns =
        table.columns().stream()
            .map(c -> PostgresTable.quoted(c) + " " + c.type())
            .collect(Collectors.joining(", "));
    try (Statement sql = connection.createStatement()) {
      sql.execute(
          "CREATE TEMPORARY TABLE "
              + name
              + " ("
              + columns
              + ", "
              + HASH
              + " bytea, "
              + ROW
              + " integer) ON COMMIT DROP");
    }
    return new WorkTable(connection, table, "pg_temp." + name, runId);
  }

  /** For {@code COPY}. */
  String into() {
    return name + " (" + table.columnList() + ", " + HASH + ", " + ROW + ")";
  }

  /**
   * Takes rows of which only the key matters, two columns of text.
   *
   * @param hashes of their contents, one for each
   */
  void addPairs(String[] first, String[] second, byte[][] hashes) throws SQLException {
    String columns =
        table.key().stream().map(PostgresTable::quoted).collect(Collectors.joining(", "));
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO "
                + name
                + " ("
                + columns
                + ", "
                + HASH
                + ") SELECT * FROM unnest(?::text[], ?::text[], ?::bytea[])")) {
      insert.setArray(1, connection.createArrayOf("text", first));
      insert.setArray(2, connection.createArrayOf("text", second));
      insert.setArray(3, connection.createArrayOf("bytea", hashes));
      insert.executeUpdate();
    }
  }

  /** Copies all rows into {@code prima.superseded}; those that stand there stay as they are. */
  void keepSuperseded() throws SQLException {
    String row = KeptRow.of(table, "i") + " - '{prima#hash,prima#row}'::text[]";
    execute(
        "INSERT INTO prima.superseded"
            + " (table_name, content_hash, key, source_id, run_id, reason, row)"
            + " SELECT ?, i."
            + HASH
            + ", "
            + key("i")
            + ", i."
            + source()
            + ", ?, 'superseded', "
            + row
            + " FROM "
            + name
            + " i ON CONFLICT DO NOTHING",
        table.target().name(),
        runId);
  }

  /**
   * Rows of the target with the keys of this go to {@code prima.superseded}, whatever was kept of
   * the same content before: this run is the one that took them away, and undoing it has to bring
   * them back.
   *
   * @return how many
   */
  long removeReplaced(String condition) throws SQLException {
    String match = match() + condition;
    execute(
        "INSERT INTO prima.superseded"
            + " (table_name, content_hash, key, source_id, run_id, reason, row)"
            + " SELECT ?, coalesce(i."
            + HASH
            + ", substr(sha256(convert_to(to_jsonb(t.*)::text, 'UTF8')), 1, 16)), "
            + key("t")
            + ", t."
            + source()
            + ", ?, 'replaced', "
            + KeptRow.of(table, "t")
            + " FROM "
            + table.qualified()
            + " t JOIN "
            + name
            + " i ON "
            + match
            + " "
            + KEPT_ANEW,
        table.target().name(),
        runId);
    return execute("DELETE FROM " + table.qualified() + " t USING " + name + " i WHERE " + match);
  }

  /** Keeps where agents stand whose keys are in this, in {@code prima.moved_agents}. */
  void rememberPlaces(String agent) throws SQLException {
    String id = PostgresTable.quoted(table.physical(List.of(agent)).get(0));
    execute(
        "INSERT INTO prima.moved_agents (run_id, agent_id, region_id, shard_id) SELECT ?, t."
            + id
            + ", t."
            + named(PostgresTable.Role.REGION)
            + ", t."
            + named(PostgresTable.Role.SHARD)
            + " FROM "
            + table.qualified()
            + " t JOIN "
            + name
            + " i ON "
            + match()
            + " ON CONFLICT DO NOTHING",
        runId);
  }

  void insert(String condition) throws SQLException {
    execute(
        "INSERT INTO "
            + table.qualified()
            + " ("
            + table.columnList()
            + ") SELECT "
            + table.columnList("i.")
            + " FROM "
            + name
            + " i WHERE true"
            + condition
            + " ORDER BY i."
            + ROW);
  }

  /** The numbers of the rows, with the region of each. */
  void eachRow(RowVisitor visitor) throws SQLException {
    String region =
        table.columns().stream()
            .filter(c -> c.role() == PostgresTable.Role.REGION)
            .map(c -> "i." + PostgresTable.quoted(c))
            .findFirst()
            .orElse("NULL::text");
    try (Statement sql = connection.createStatement();
        ResultSet row =
            sql.executeQuery(
                "SELECT i." + ROW + ", " + region + " FROM " + name + " i ORDER BY 1")) {
      while (row.next()) {
        String regionId = row.getString(2);
        visitor.row(row.getInt(1), regionId == null ? LoadedPart.NO_REGION : regionId);
      }
    }
  }

  /** Takes a row's number and its region. */
  @FunctionalInterface
  interface RowVisitor {
    void row(int number, String region) throws SQLException;
  }

  /** Restricts to one row. */
  static String only(int rowNumber) {
    return " AND i." + ROW + " = " + rowNumber;
  }

  /** Restricts to nothing. */
  static String all() {
    return "";
  }

  private String key(String alias) {
    List<String> columns =
        table.key().stream().map(c -> alias + "." + PostgresTable.quoted(c)).toList();
    return switch (columns.size()) {
      case 0 -> "''";
      case 1 -> columns.get(0) + "::text";
      default -> "jsonb_build_array(" + String.join(", ", columns) + ")::text";
    };
  }

  private String source() {
    return named(PostgresTable.Role.SOURCE);
  }

  private String named(PostgresTable.Role role) {
    return table.columns().stream()
        .filter(c -> c.role() == role)
        .map(PostgresTable::quoted)
        .findFirst()
        .orElseThrow();
  }

  /** Row t of the target has the key of row i. */
  private String match() {
    List<Column> key = table.key();
    if (key.isEmpty()) {
      throw new IllegalStateException(table + " has no key by which a row could be replaced");
    }
    if (table.target().key().unordered() && key.size() == 2) {
      // Written out, for an index on the pair serves this and not least() and greatest().
      Column a = key.get(0);
      Column b = key.get(1);
      return "("
          + same(a, a)
          + " AND "
          + same(b, b)
          + " OR "
          + same(a, b)
          + " AND "
          + same(b, a)
          + ")";
    }
    return key.stream().map(c -> same(c, c)).collect(Collectors.joining(" AND ", "(", ")"));
  }

  private static String same(Column t, Column i) {
    String operator = t.notNull() ? " = " : " IS NOT DISTINCT FROM ";
    return "t." + PostgresTable.quoted(t) + operator + "i." + PostgresTable.quoted(i);
  }

  private long execute(String sql, String... parameters) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setString(i + 1, parameters[i]);
      }
      return statement.executeLargeUpdate();
    }
  }
}
