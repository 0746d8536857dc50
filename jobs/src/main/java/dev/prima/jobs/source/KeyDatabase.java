package dev.prima.jobs.source;

import dev.prima.core.error.PrimaException;
import dev.prima.core.mapping.KeyFromContent;
import dev.prima.core.mapping.KeyFromContent.OwnReference;
import dev.prima.core.schema.MadeKeys;
import dev.prima.core.schema.RowPage;
import dev.prima.core.schema.SourceTable;
import dev.prima.core.schema.StorageClass;
import dev.prima.jobs.source.RowReader.PageLimit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConnection;

/**
 * The keys made from content of one file's rows, as a database of ours: for each table {@code old}
 * and {@code new}. Rows that refer to rows of their own table come behind these, level by level.
 *
 * <p>Made whole or not at all; the same snapshot gives the same keys. Memory is bounded by a page
 * of rows.
 */
public final class KeyDatabase {
  private static final PageLimit PAGE = new PageLimit(8_192, 8L << 20);
  private static final int LEVELS = 1_000_000;

  private final SourceFile file;
  private final Path keys;
  private final Path scratch;

  private KeyDatabase(SourceFile file, Path keys, Path scratch) {
    this.file = file;
    this.keys = keys;
    this.scratch = scratch;
  }

  /**
   * A table whose keys are made.
   *
   * @param source with the made values of its references to other tables
   * @param key its key column
   * @param own columns that refer to rows of the table itself
   * @param keys name of its table in the database
   */
  public record MadeTable(SourceTable source, String key, List<String> own, String keys) {
    public MadeTable {
      own = List.copyOf(own);
    }
  }

  /**
   * Makes the database of a file; one that stands gives way, for it may be of an older snapshot.
   *
   * @param tables each behind those that it refers to
   */
  public static void make(SourceFile file, List<MadeTable> tables, Path database) {
    Path keys = database.resolveSibling(database.getFileName() + ".tmp");
    Path scratch = database.resolveSibling(database.getFileName() + ".scratch");
    try {
      Files.createDirectories(database.toAbsolutePath().getParent());
      fresh(keys);
      KeyDatabase made = new KeyDatabase(file, keys, scratch);
      try (SQLiteConnection connection = own(keys)) {
        execute(connection, "CREATE TABLE unfollowed (name TEXT, rows INTEGER)");
      }
      for (MadeTable table : tables) {
        fresh(scratch);
        made.scan(table);
        made.number(table);
      }
      Files.deleteIfExists(scratch);
      Files.move(
          keys, database, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException | SQLException e) {
      throw new PrimaException(
          SourceError.SNAPSHOT_FAILED,
          "Keys of source " + file.path() + " cannot be made beside its snapshot (" + e + ")",
          e);
    }
  }

  /** Rows whose references go round, so that no key was made for them, by table. */
  public static Map<String, Long> unfollowed(Path database) {
    Map<String, Long> rows = new LinkedHashMap<>();
    try (SQLiteConnection connection = SqliteConnections.openImmutable(database);
        Statement sql = connection.createStatement();
        ResultSet row = sql.executeQuery("SELECT name, rows FROM unfollowed ORDER BY 1")) {
      while (row.next()) {
        rows.put(row.getString(1), row.getLong(2));
      }
      return rows;
    } catch (SQLException e) {
      throw new IllegalStateException("Cannot read " + database, e);
    }
  }

  private static void fresh(Path path) throws IOException {
    Files.deleteIfExists(path);
    Files.createFile(path);
  }

  private static SQLiteConnection own(Path path) throws SQLException {
    SQLiteConnection connection = SqliteConnections.openOwn(path);
    execute(connection, "PRAGMA journal_mode=OFF");
    execute(connection, "PRAGMA synchronous=OFF");
    return connection;
  }

  private static int execute(SQLiteConnection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return statement.execute(sql) ? 0 : statement.getUpdateCount();
    }
  }

  /** Reads the table once: the content of each row, and whom it refers to in its own table. */
  private void scan(MadeTable table) throws SQLException {
    SourceTable source =
        table.source().with(new MadeKeys(keys.toString(), table.source().made().values()));
    List<String> apart = new ArrayList<>(table.own());
    apart.add(table.key());
    KeyFromContent content = new KeyFromContent(source, apart);
    int key = source.columnNames().indexOf(table.key());
    int[] own = table.own().stream().mapToInt(source.columnNames()::indexOf).toArray();
    try (SQLiteConnection in = SqliteConnections.open(file);
        SqliteRowReader rows =
            SqliteRowReader.open(in, Path.of(file.path()), source, RowRange.ALL, PAGE);
        SQLiteConnection out = own(scratch)) {
      execute(out, "CREATE TABLE nodes (old INTEGER PRIMARY KEY, content BLOB, level INTEGER)");
      execute(out, "CREATE TABLE links (child INTEGER, place INTEGER, up INTEGER)");
      execute(out, "CREATE TABLE ready (old INTEGER PRIMARY KEY, content BLOB)");
      out.setAutoCommit(false);
      try (PreparedStatement node = out.prepareStatement("INSERT INTO nodes VALUES (?, ?, NULL)");
          PreparedStatement link = out.prepareStatement("INSERT INTO links VALUES (?, ?, ?)")) {
        RowPage page;
        while ((page = rows.next()) != null) {
          for (int r = 0; r < page.rows(); r++) {
            // Of any other class it is no number that files count.
            if (page.column(key).storageClass(r) == StorageClass.INTEGER) {
              long old = page.column(key).integer(r);
              node.setLong(1, old);
              node.setBytes(2, content.content(page, r));
              node.executeUpdate();
              for (int place = 0; place < own.length; place++) {
                if (page.column(own[place]).storageClass(r) == StorageClass.INTEGER) {
                  link.setLong(1, old);
                  link.setInt(2, place);
                  link.setLong(3, page.column(own[place]).integer(r));
                  link.executeUpdate();
                }
              }
            }
          }
        }
      }
      out.commit();
    }
  }

  private void number(MadeTable table) throws SQLException {
    KeyFromContent content = new KeyFromContent(table.source(), List.of());
    try (SQLiteConnection connection = own(keys)) {
      execute(
          connection, "ATTACH " + literal(SqliteConnections.uri(scratch) + "?mode=rw") + " AS s");
      String name = SqlName.quote(table.keys());
      execute(
          connection,
          "CREATE TABLE " + name + " (old INTEGER PRIMARY KEY, new INTEGER NOT NULL UNIQUE)");
      connection.setAutoCommit(false);
      prepareLevels(connection);
      for (int level = 0; level < LEVELS; level++) {
        contents(connection, table, content, level);
        keys(connection, name, content);
        if (next(connection, level) == 0) {
          break;
        }
      }
      try (PreparedStatement left =
          connection.prepareStatement(
              "INSERT INTO unfollowed SELECT ?, count(*) FROM s.nodes WHERE level IS NULL HAVING"
                  + " count(*) > 0")) {
        left.setString(1, table.source().name());
        left.executeUpdate();
      }
      connection.commit();
    }
  }

  /** Rows that wait for no other are of level 0. */
  private static void prepareLevels(SQLiteConnection connection) throws SQLException {
    execute(
        connection,
        "CREATE TABLE s.waits AS SELECT DISTINCT l.child, l.up FROM s.links l JOIN s.nodes u ON"
            + " u.old = l.up WHERE l.up <> l.child");
    execute(connection, "CREATE INDEX s.waits_child ON waits (child)");
    execute(connection, "CREATE INDEX s.waits_up ON waits (up)");
    execute(connection, "CREATE INDEX s.links_child ON links (child)");
    execute(
        connection,
        "UPDATE s.nodes SET level = 0 WHERE NOT EXISTS (SELECT 1 FROM s.waits w WHERE w.child ="
            + " old)");
    execute(connection, "CREATE INDEX s.nodes_level ON nodes (level)");
  }

  /** The rows that waited for those of a level, and wait for none any more. */
  private static int next(SQLiteConnection connection, int level) throws SQLException {
    return execute(
        connection,
        "UPDATE s.nodes SET level = "
            + (level + 1)
            + " WHERE old IN (SELECT w.child FROM s.nodes p JOIN s.waits w ON w.up = p.old WHERE"
            + " p.level = "
            + level
            + ") AND level IS NULL AND NOT EXISTS (SELECT 1 FROM s.waits w JOIN s.nodes q ON q.old"
            + " = w.up WHERE w.child = nodes.old AND q.level IS NULL)");
  }

  private static void contents(
      SQLiteConnection connection, MadeTable table, KeyFromContent content, int level)
      throws SQLException {
    execute(connection, "DELETE FROM s.ready");
    try (PreparedStatement nodes =
            connection.prepareStatement("SELECT old, content FROM s.nodes WHERE level = " + level);
        PreparedStatement links =
            connection.prepareStatement(
                "SELECT l.place, l.up, k.new FROM s.links l LEFT JOIN "
                    + SqlName.quote(table.keys())
                    + " k ON k.old = l.up WHERE l.child = ?");
        PreparedStatement ready = connection.prepareStatement("INSERT INTO s.ready VALUES (?, ?)");
        ResultSet node = nodes.executeQuery()) {
      while (node.next()) {
        long old = node.getLong(1);
        byte[] bytes = node.getBytes(2);
        ready.setLong(1, old);
        ready.setBytes(
            2,
            table.own().isEmpty()
                ? bytes
                : content.content(bytes, old, references(links, table, old)));
        ready.executeUpdate();
      }
    }
  }

  private static List<OwnReference> references(PreparedStatement links, MadeTable table, long old)
      throws SQLException {
    List<OwnReference> references = new ArrayList<>();
    links.setLong(1, old);
    try (ResultSet link = links.executeQuery()) {
      while (link.next()) {
        long made = link.getLong(3);
        @Nullable Long known = link.wasNull() ? null : (Long) made;
        references.add(new OwnReference(table.own().get(link.getInt(1)), link.getLong(2), known));
      }
    }
    return references;
  }

  /** Equal rows are counted in the order of their old keys. */
  private static void keys(SQLiteConnection connection, String name, KeyFromContent content)
      throws SQLException {
    try (PreparedStatement rows =
            connection.prepareStatement(
                "SELECT old, content, row_number() OVER (PARTITION BY content ORDER BY old) FROM"
                    + " s.ready");
        PreparedStatement key =
            connection.prepareStatement("INSERT INTO " + name + " VALUES (?, ?)");
        ResultSet row = rows.executeQuery()) {
      while (row.next()) {
        key.setLong(1, row.getLong(1));
        key.setLong(2, content.key(row.getBytes(2), row.getInt(3)));
        key.executeUpdate();
      }
    }
  }

  private static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }
}
