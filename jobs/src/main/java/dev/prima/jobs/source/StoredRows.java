package dev.prima.jobs.source;

import dev.prima.core.schema.SourceTable;
import dev.prima.jobs.source.RowReader.PageLimit;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConnection;

/**
 * The rows of a snapshot's tables as they are stored there, read from the pages of the file without
 * SQLite, which takes a fraction of the time: their values, and digests of ranges of them, of which
 * the same digest means the same rows. Not thread-safe; the caller closes it.
 *
 * @see <a href="https://www.sqlite.org/fileformat2.html">Database file format</a>
 */
public final class StoredRows implements Closeable {
  /** Of the header: how records are to be read, the schema's format and the text's encoding. */
  private static final int FORMAT = 44;

  private static final int ENCODING = 56;

  private static final int UTF_8 = 1;

  private final SourceFile source;
  private final SQLiteConnection connection;
  private final PageFile file;
  private final Map<String, Root> roots;
  private final ByteBuffer number = ByteBuffer.allocate(2 * Long.BYTES);

  private StoredRows(
      SourceFile source, SQLiteConnection connection, PageFile file, Map<String, Root> roots) {
    this.source = source;
    this.connection = connection;
    this.file = file;
    this.roots = roots;
  }

  private record Root(int page, String sql) {}

  /**
   * Opens a snapshot.
   *
   * @param connection to it, for what SQLite has to tell; to be closed after this
   */
  public static StoredRows open(SourceFile source, SQLiteConnection connection)
      throws SQLException, IOException {
    Map<String, Root> roots = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT name, rootpage, sql FROM sqlite_schema WHERE type = 'table'")) {
      while (row.next()) {
        roots.put(row.getString(1), new Root(row.getInt(2), String.valueOf(row.getString(3))));
      }
    }
    return new StoredRows(source, connection, PageFile.readOnly(Path.of(source.snapshot())), roots);
  }

  /** The rows of one table. */
  public final class Table {
    private final int root;
    private final MessageDigest begun;

    private Table(int root, MessageDigest begun) {
      this.root = root;
      this.begun = begun;
    }

    /**
     * The digest of the rows of a range, 64 hexadecimal digits; empty where they cannot all be made
     * out, as in a damaged file.
     */
    public Optional<String> digest(RowRange range) throws IOException {
      MessageDigest digest = copy(begun);
      RecordCursor records = new RecordCursor(file, root, range);
      try {
        while (records.next()) {
          number.putLong(0, records.rowid()).putLong(Long.BYTES, records.length());
          digest.update(number.array());
          digest.update(records.bytes(), records.at(), records.length());
        }
      } catch (UnclearPageException e) {
        return Optional.empty();
      }
      return Optional.of(HexFormat.of().formatHex(digest.digest()));
    }
  }

  /**
   * The rows of a table with rowids; null where there is no such table.
   *
   * @param recipe what else decides about what becomes of the rows: a part of every digest
   */
  public @Nullable Table table(String name, byte[] recipe) throws IOException {
    Root root = roots.get(name);
    if (root == null) {
      return null;
    }
    MessageDigest begun = sha256();
    begun.update(recipe);
    begun.update(root.sql().getBytes(StandardCharsets.UTF_8));
    byte[] first = file.read(1);
    begun.update(first, FORMAT, Integer.BYTES);
    begun.update(first, ENCODING, Integer.BYTES);
    return new Table(root.page(), begun);
  }

  /**
   * Opens a range of a table, to be read from the pages if these tell its values, else by SQLite.
   */
  public RowReader reader(SourceTable table, RowRange range, PageLimit limit) throws IOException {
    Root root = roots.get(table.name());
    Optional<RecordDecoder> decoder = isUtf8() ? RecordDecoder.of(table) : Optional.empty();
    if (root == null || decoder.isEmpty()) {
      return byLibrary(table, range, limit, OptionalLong.empty());
    }
    return new PageRowReader(
        new RecordCursor(file, root.page(), range),
        decoder.get(),
        table.columns().size(),
        limit,
        last -> byLibrary(table, range, limit, last));
  }

  private RowReader byLibrary(
      SourceTable table, RowRange range, PageLimit limit, OptionalLong last) {
    SqliteRowReader reader =
        SqliteRowReader.open(connection, Path.of(source.path()), table, range, limit);
    last.ifPresent(reader::skipPast);
    return reader;
  }

  private boolean isUtf8() throws IOException {
    return ByteBuffer.wrap(file.read(1, ENCODING + Integer.BYTES)).getInt(ENCODING) == UTF_8;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }

  private static MessageDigest copy(MessageDigest digest) {
    try {
      return (MessageDigest) digest.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("The JDK's SHA-256 can be cloned", e);
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
