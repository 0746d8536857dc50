package dev.prima.core.mapping;

import dev.prima.core.schema.MadeKeys;
import dev.prima.core.schema.RowPage;
import dev.prima.core.schema.SourceColumn;
import dev.prima.core.schema.SourceTable;
import dev.prima.core.schema.StorageClass;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes the key of a row from what it holds, the same whatever the file, the run and the order of
 * columns. Negative, so that it meets no number that SQLite or PostgreSQL counts up to.
 *
 * <p>Not thread-safe (digests).
 *
 * @see "core/docs/identity.md, Made keys"
 */
public final class KeyFromContent {
  private final MessageDigest sha256;
  private final RowPageColumns columns;

  /**
   * @param source with the made values of its references
   * @param apart columns that are no part of the content: the key itself, references to rows of the
   *     table
   */
  public KeyFromContent(SourceTable source, List<String> apart) {
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
    columns = RowPageColumns.of(source, apart);
  }

  /** Columns by name, with the place of their values and of those that are read instead. */
  private record RowPageColumns(List<byte[]> names, int[] places, int[] made) {
    static RowPageColumns of(SourceTable source, List<String> apart) {
      Set<String> left = new HashSet<>();
      apart.forEach(c -> left.add(MergedTable.folded(c)));
      List<SourceColumn> taken = new ArrayList<>(source.columns());
      // What is computed says nothing more, and may be computed from the key.
      taken.removeIf(c -> c.generated() || left.contains(MergedTable.folded(c.name())));
      taken.sort(Comparator.comparing(c -> MergedTable.folded(c.name())));
      List<String> all = source.columnNames();
      List<String> replaced =
          source.made().values().stream().map(MadeKeys.Replaced::column).toList();
      return new RowPageColumns(
          taken.stream()
              .map(c -> MergedTable.folded(c.name()).getBytes(StandardCharsets.UTF_8))
              .toList(),
          taken.stream().mapToInt(c -> all.indexOf(c.name())).toArray(),
          taken.stream()
              .mapToInt(c -> replaced.indexOf(c.name()))
              .map(m -> m < 0 ? -1 : all.size() + m)
              .toArray());
    }
  }

  /** The SHA-256 of a row's content, without the columns that are apart. */
  public byte[] content(RowPage page, int row) {
    for (int c = 0; c < columns.places().length; c++) {
      RowPage.Column column = page.column(columns.places()[c]);
      int made = columns.made()[c];
      if (made >= 0 && page.column(made).storageClass(row) != StorageClass.NULL) {
        column = page.column(made);
      }
      if (column.storageClass(row) != StorageClass.NULL) {
        name(columns.names().get(c));
        value(column, row);
      }
    }
    return sha256.digest();
  }

  private void name(byte[] name) {
    sha256.update(ByteBuffer.allocate(4).putInt(name.length).array());
    sha256.update(name);
  }

  private void value(RowPage.Column column, int row) {
    switch (column.storageClass(row)) {
      case NULL -> {}
      case INTEGER -> word('l', column.word(row));
      case REAL -> word('d', column.word(row));
      case TEXT -> bytes('s', column.bytes(row));
      case BLOB -> bytes('x', column.bytes(row));
    }
  }

  private void word(char tag, long word) {
    sha256.update(ByteBuffer.allocate(9).put((byte) tag).putLong(word).array());
  }

  private void bytes(char tag, byte[] value) {
    sha256.update(ByteBuffer.allocate(5).put((byte) tag).putInt(value.length).array());
    sha256.update(value);
  }

  /**
   * A reference of a row to a row of its own table.
   *
   * @param column as it is spelled
   * @param made the key that was made for the other row; null where there is no such row
   */
  public record OwnReference(String column, long old, @Nullable Long made) {}

  /**
   * The SHA-256 of a row's content with its references to rows of its own table.
   *
   * @param old its key in the file
   * @param references those that are not NULL, in any order
   */
  public byte[] content(byte[] content, long old, List<OwnReference> references) {
    if (references.isEmpty()) {
      return content;
    }
    sha256.update(content);
    references.stream()
        .sorted(Comparator.comparing(r -> MergedTable.folded(r.column())))
        .forEach(
            r -> {
              name(MergedTable.folded(r.column()).getBytes(StandardCharsets.UTF_8));
              if (r.old() == old) {
                sha256.update((byte) 'o');
              } else {
                Long made = r.made();
                word(made == null ? 'l' : 'k', made == null ? r.old() : made);
              }
            });
    return sha256.digest();
  }

  /** The key of the k-th row, from 1, of a file with this content. */
  public long key(byte[] content, int k) {
    sha256.update(content);
    return ByteBuffer.wrap(sha256.digest(ByteBuffer.allocate(4).putInt(k).array())).getLong()
        | Long.MIN_VALUE;
  }
}
