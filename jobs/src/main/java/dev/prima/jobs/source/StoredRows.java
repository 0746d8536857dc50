package dev.prima.jobs.source;

import dev.prima.jobs.source.TreePage.Cell;
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
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConnection;

/**
 * Digests of ranges of a table's rows as a snapshot stores them: the same digest, the same rows.
 * Reads the pages of the table's b-tree without SQLite, which takes a fraction of what it takes to
 * read the values. Not thread-safe; the caller closes it.
 *
 * @see <a href="https://www.sqlite.org/fileformat2.html">Database file format</a>
 */
public final class StoredRows implements Closeable {
  /** Of the header: how records are to be read, the schema's format and the text's encoding. */
  private static final int FORMAT = 44;

  private static final int ENCODING = 56;

  private final PageFile file;
  private final Map<String, Root> roots;
  private final ByteBuffer number = ByteBuffer.allocate(2 * Long.BYTES);
  private MessageDigest digest = sha256();
  private long pages;

  private StoredRows(PageFile file, Map<String, Root> roots) {
    this.file = file;
    this.roots = roots;
  }

  private record Root(int page, String sql) {}

  /**
   * Opens a snapshot.
   *
   * @param connection to it
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
    return new StoredRows(PageFile.readOnly(Path.of(source.snapshot())), roots);
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
      digest = copy(begun);
      pages = 0;
      return subtree(root, range, 0)
          ? Optional.of(HexFormat.of().formatHex(digest.digest()))
          : Optional.empty();
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

  private boolean subtree(int page, RowRange range, int depth) throws IOException {
    TreePage node = depth > TableWalk.DEEPEST ? null : read(page);
    if (node == null || !node.table()) {
      return false;
    }
    return node.leaf() ? leaf(node, range) : interior(node, range, depth);
  }

  /** Null where there is none, or where pages come again and again. */
  private @Nullable TreePage read(int page) throws IOException {
    return next(page) ? TreePage.of(page, file.read(page), file.usable()) : null;
  }

  private boolean next(int page) throws IOException {
    return ++pages <= file.pages() && file.has(page);
  }

  private boolean interior(TreePage page, RowRange range, int depth) throws IOException {
    for (Cell cell : page.cells()) {
      if (cell == null) {
        return false;
      }
      if (range.from() <= cell.rowid() && !subtree(cell.child(), range, depth + 1)) {
        return false;
      }
      if (range.to() <= cell.rowid()) {
        return true;
      }
    }
    return subtree(page.rightmost(), range, depth + 1);
  }

  private boolean leaf(TreePage page, RowRange range) throws IOException {
    for (Cell cell : page.cells()) {
      if (cell == null
          || range.from() <= cell.rowid() && cell.rowid() <= range.to() && !add(page, cell)) {
        return false;
      }
    }
    return true;
  }

  private boolean add(TreePage page, Cell cell) throws IOException {
    digest.update(number.putLong(0, cell.rowid()).putLong(Long.BYTES, cell.payload()).array());
    digest.update(page.bytes(), cell.at(), cell.local());
    int overflow = cell.overflow();
    int room = file.usable() - Integer.BYTES;
    for (long rest = cell.payload() - cell.local(); rest > 0; rest -= room) {
      if (!next(overflow)) {
        return false;
      }
      byte[] more = file.read(overflow, file.usable());
      digest.update(more, Integer.BYTES, (int) Math.min(rest, room));
      overflow = ByteBuffer.wrap(more).getInt();
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
