package dev.prima.jobs.source;

import dev.prima.jobs.source.TreePage.Cell;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Goes over the records of a range of a table with rowids as they stand in the file's pages and
 * those that they flow over into. Their rowids ascend, or it ends: whoever goes on behind the last
 * one misses none. Not thread-safe.
 *
 * @see <a href="https://www.sqlite.org/fileformat2.html#b_tree_pages">Database file format, B-tree
 *     Pages</a>
 */
final class RecordCursor {
  /** SQLite itself takes no longer ones. */
  private static final long LONGEST = 1_000_000_000;

  private final PageFile file;
  private final RowRange range;
  private final LeafCursor leaves;
  private @Nullable TreePage leaf;
  private int cells;
  private int next;
  private long least;
  private long rowid;
  private byte[] bytes = {};
  private int at;
  private int length;

  RecordCursor(PageFile file, int root, RowRange range) {
    this.file = file;
    this.range = range;
    leaves = new LeafCursor(file, root, range);
  }

  /** Moves on to the next record; false after the last. */
  boolean next() throws IOException, UnclearPageException {
    while (true) {
      TreePage page = leaf;
      if (page == null || next == cells) {
        page = leaves.next();
        if (page == null) {
          return false;
        }
        leaf = page;
        cells = page.count();
        next = 0;
        least = leaves.from();
        continue;
      }
      Cell cell = page.cell(next++);
      if (cell == null || cell.rowid() < least || cell.rowid() > leaves.to()) {
        throw new UnclearPageException("Rows of a leaf are out of order");
      }
      if (cell.rowid() > range.to()) {
        return false;
      }
      // The greatest is the last one anyway.
      least = Math.max(cell.rowid(), cell.rowid() + 1);
      if (cell.rowid() >= range.from()) {
        take(page, cell);
        return true;
      }
    }
  }

  private void take(TreePage page, Cell cell) throws IOException, UnclearPageException {
    rowid = cell.rowid();
    length = (int) cell.payload();
    if (cell.local() == length) {
      bytes = page.bytes();
      at = cell.at();
    } else {
      bytes = whole(page, cell);
      at = 0;
    }
  }

  private byte[] whole(TreePage page, Cell cell) throws IOException, UnclearPageException {
    int room = file.usable() - Integer.BYTES;
    if (cell.payload() > Math.min(LONGEST, (long) room * file.pages())) {
      throw new UnclearPageException("A record is longer than can be");
    }
    ByteBuffer whole = ByteBuffer.allocate(length);
    whole.put(page.bytes(), cell.at(), cell.local());
    for (int overflow = cell.overflow(); whole.hasRemaining(); ) {
      leaves.take(overflow);
      ByteBuffer more = ByteBuffer.wrap(file.read(overflow, file.usable()));
      overflow = more.getInt();
      whole.put(more.limit(Integer.BYTES + Math.min(whole.remaining(), room)));
    }
    return whole.array();
  }

  long rowid() {
    return rowid;
  }

  /** The array that holds the current record; not to be written to. */
  byte[] bytes() {
    return bytes;
  }

  /** Where the record begins in it. */
  int at() {
    return at;
  }

  int length() {
    return length;
  }
}
