package dev.prima.jobs.source;

import dev.prima.core.error.PrimaException;
import dev.prima.core.schema.MadeKeys;
import dev.prima.core.schema.RowPage;
import dev.prima.core.schema.SourceColumn;
import dev.prima.core.schema.SourceTable;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConnection;
import org.sqlite.core.Codes;
import org.sqlite.core.CoreStatement;
import org.sqlite.core.DB;

/** Reads rows through SQLite. */
public final class SqliteRowReader implements RowReader {
  private static final byte[] EMPTY = {};

  /** Under this name the keys stand beside the source. */
  private static final String KEYS = "prima keys";

  private static final String ROWS = "prima rows";

  private final Path source;
  private final SourceTable table;
  private final PageLimit limit;
  private final Statement statement;
  private final DB database;
  private final @Nullable ByteOrder utf16;
  private final boolean hasRowid;
  private final long last;
  private long ordinal;
  private boolean onRow;

  private SqliteRowReader(
      Path source,
      SourceTable table,
      RowRange range,
      PageLimit limit,
      Statement statement,
      boolean hasRowid,
      @Nullable ByteOrder utf16)
      throws SQLException {
    this.source = source;
    this.table = table;
    this.limit = limit;
    this.statement = statement;
    this.hasRowid = hasRowid;
    this.utf16 = utf16;
    database = ((CoreStatement) statement).getDatabase();
    last = range.to();
    ordinal = 1;
    // sqlite-jdbc has taken the first step already.
    onRow = statement.getResultSet().isBeforeFirst();
    if (!hasRowid) {
      skipWhile(pointer -> ordinal < range.from());
    }
  }

  /**
   * Opens a range of a table.
   *
   * @param source for messages
   */
  public static SqliteRowReader open(
      SQLiteConnection connection,
      Path source,
      SourceTable table,
      RowRange range,
      PageLimit limit) {
    Optional<String> rowid = RowKey.rowid(table);
    StringBuilder sql = new StringBuilder("SELECT ").append(rowid.orElse("0"));
    for (SourceColumn column : table.columns()) {
      String expression = column.expression();
      sql.append(", ").append(expression == null ? SqlName.quote(column.name()) : expression);
    }
    for (MadeKeys.Replaced value : table.made().values()) {
      sql.append(", (SELECT k.new FROM ")
          .append(SqlName.quote(KEYS) + "." + SqlName.quote(value.keys()))
          .append(" k WHERE k.old = ")
          .append(SqlName.quote(ROWS) + "." + SqlName.quote(value.column()))
          .append(")");
    }
    sql.append(" FROM ").append(SqlName.quote(table.name()));
    if (!table.made().values().isEmpty()) {
      // Else columns that are looked up name the table itself.
      sql.append(" AS ").append(SqlName.quote(ROWS));
    }
    sql.append(" NOT INDEXED");
    rowid.ifPresent(
        r ->
            sql.append(" WHERE ")
                .append(r)
                .append(" BETWEEN ")
                .append(range.from())
                .append(" AND ")
                .append(range.to())
                .append(" ORDER BY ")
                .append(r));
    Statement statement = null;
    try {
      ByteOrder utf16 = utf16(connection);
      if (!table.made().values().isEmpty()) {
        SqliteConnections.attach(connection, Path.of(table.made().database()), KEYS);
      }
      statement = connection.createStatement();
      statement.execute(sql.toString());
      return new SqliteRowReader(source, table, range, limit, statement, rowid.isPresent(), utf16);
    } catch (SQLException e) {
      if (statement != null) {
        close(statement, e);
      }
      throw failed(source, table, e);
    }
  }

  @Override
  public @Nullable RowPage next() {
    if (!onRow) {
      return null;
    }
    RowPage page = new RowPage(table.columns().size() + table.made().values().size());
    try {
      ((CoreStatement) statement).pointer.safeRunConsume((db, pointer) -> fill(page, pointer));
    } catch (SQLException e) {
      throw failed(source, table, e);
    }
    return page.rows() == 0 ? null : page;
  }

  private void fill(RowPage page, long pointer) throws SQLException {
    int columns = page.columnCount();
    long bytes = 0;
    while (onRow && limit.admits(page, bytes)) {
      if (!hasRowid && ordinal > last) {
        onRow = false;
        return;
      }
      page.beginRow(hasRowid ? database.column_long(pointer, 0) : ordinal);
      for (int c = 0; c < columns; c++) {
        bytes += append(page.column(c), pointer, c + 1);
      }
      bytes += RowReader.overhead(columns);
      step(pointer);
    }
  }

  /** Appends one value and tells the bytes of text or blob that it takes. */
  private int append(RowPage.Column out, long pointer, int column) throws SQLException {
    // The class first: a getter may convert the value, and with it what the class would be.
    switch (database.column_type(pointer, column)) {
      case Codes.SQLITE_INTEGER -> out.appendInteger(database.column_long(pointer, column));
      case Codes.SQLITE_FLOAT -> out.appendReal(database.column_double(pointer, column));
      case Codes.SQLITE_NULL -> out.appendNull();
      case Codes.SQLITE_TEXT -> {
        byte[] stored = bytes(pointer, column);
        byte[] text = utf16 == null ? stored : Utf16.toUtf8(stored, utf16);
        out.appendText(text);
        return text.length;
      }
      default -> {
        byte[] blob = bytes(pointer, column);
        out.appendBlob(blob);
        return blob.length;
      }
    }
    return 0;
  }

  /**
   * The bytes of a text as they are stored, too: a getter of strings would mend what is invalid.
   */
  private byte[] bytes(long pointer, int column) throws SQLException {
    byte[] bytes = database.column_blob(pointer, column);
    return bytes == null ? EMPTY : bytes;
  }

  private void step(long pointer) throws SQLException {
    int code = database.step(pointer);
    ordinal++;
    onRow = code == Codes.SQLITE_ROW;
    if (!onRow && code != Codes.SQLITE_DONE) {
      database.throwex(code);
    }
  }

  /**
   * Goes on behind a row of a table with rowids. Steps over those before it, which a search would
   * pass by: in a damaged file it passes by more than that.
   */
  void skipPast(long rowid) {
    try {
      skipWhile(pointer -> database.column_long(pointer, 0) <= rowid);
    } catch (SQLException e) {
      throw failed(source, table, e);
    }
  }

  private interface RowTest {
    boolean of(long pointer) throws SQLException;
  }

  private void skipWhile(RowTest test) throws SQLException {
    ((CoreStatement) statement)
        .pointer.safeRunConsume(
            (db, pointer) -> {
              while (onRow && test.of(pointer)) {
                step(pointer);
              }
            });
  }

  private static @Nullable ByteOrder utf16(SQLiteConnection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("PRAGMA encoding")) {
      String encoding = row.getString(1);
      return switch (encoding) {
        case "UTF-16le" -> ByteOrder.LITTLE_ENDIAN;
        case "UTF-16be" -> ByteOrder.BIG_ENDIAN;
        default -> null;
      };
    }
  }

  @Override
  public void close() {
    try {
      statement.close();
    } catch (SQLException e) {
      throw failed(source, table, e);
    }
  }

  private static void close(Statement statement, SQLException cause) {
    try {
      statement.close();
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }

  private static PrimaException failed(Path source, SourceTable table, SQLException e) {
    return new PrimaException(
        SourceError.DAMAGED,
        "Table "
            + table.name()
            + " of source "
            + source
            + " cannot be read to its end ("
            + e.getMessage()
            + "); take the file from a backup, or set source.salvage to read what is left",
        e);
  }
}
