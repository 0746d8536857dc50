package dev.prima.jobs.postgres;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A digest of what stands on a node in the schemas of ours: tables, columns, indexes, and of every
 * table how many versions of rows there are and which transactions wrote them, so that a row that
 * was added, changed or removed by anybody shows. Reads only; a scan of each table.
 */
public final class NodeState {
  private static final String SCHEMAS = "('prima', 'legacy')";

  private NodeState() {}

  /** In hexadecimal; equal as long as nobody writes. */
  public static String digest(PostgresNode node) {
    return node.transaction("read what stands", NodeState::digest);
  }

  private static String digest(Connection connection) throws SQLException {
    try (Statement sql = connection.createStatement()) {
      sql.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
      List<String> lines = new ArrayList<>();
      lines.addAll(
          lines(
              sql,
              "SELECT n.nspname, c.relname, c.relkind, a.attname, format_type(a.atttypid,"
                  + " a.atttypmod), a.attnotnull FROM pg_class c JOIN pg_namespace n"
                  + " ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid"
                  + " WHERE n.nspname IN "
                  + SCHEMAS
                  + " AND a.attnum > 0 AND NOT a.attisdropped"
                  + " ORDER BY 1, 2, a.attnum"));
      lines.addAll(
          lines(
              sql,
              "SELECT indexdef FROM pg_indexes WHERE schemaname IN " + SCHEMAS + " ORDER BY 1"));
      List<String> tables =
          lines(
              sql,
              "SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n"
                  + " ON n.oid = c.relnamespace WHERE c.relkind = 'r' AND n.nspname IN "
                  + SCHEMAS
                  + " ORDER BY 1");
      for (String table : tables) {
        lines.add(table);
        lines.addAll(lines(sql, "SELECT count(*), sum(xmin::text::numeric) FROM " + table));
      }
      return sha256(String.join("\n", lines));
    }
  }

  private static List<String> lines(Statement sql, String query) throws SQLException {
    List<String> lines = new ArrayList<>();
    try (ResultSet row = sql.executeQuery(query)) {
      int width = row.getMetaData().getColumnCount();
      while (row.next()) {
        StringBuilder line = new StringBuilder();
        for (int c = 1; c <= width; c++) {
          line.append(c == 1 ? "" : "\t").append(row.getString(c));
        }
        lines.add(line.toString());
      }
    }
    return lines;
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
