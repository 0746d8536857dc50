package dev.prima.jobs.source;

import dev.prima.jobs.source.TreePage.Cell;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Tells whether SQLite could read the record of a cell: its pages are there, and its header agrees
 * with its size. What the values are is not judged.
 *
 * @see <a href="https://www.sqlite.org/fileformat2.html#record_format">Database file format, Record
 *     Format</a>
 */
final class Records {
  /** As SQLite has it: three bytes for each of the most columns, and the size itself. */
  private static final int LONGEST_HEADER = 98_307;

  /** From this serial type on values are blobs and texts in turn. */
  static final int FIRST_VARIABLE = 12;

  private final PageFile file;
  private final BitSet used;

  /**
   * @param used pages that belong to something; those of sound records are added
   */
  Records(PageFile file, BitSet used) {
    this.file = file;
    this.used = used;
  }

  /** Columns of a record, or -1 where it cannot be read. */
  int columns(TreePage page, Cell cell) throws IOException {
    List<Integer> chain = new ArrayList<>();
    int columns = follow(cell, chain) ? header(page, cell, chain) : -1;
    if (columns < 0) {
      chain.forEach(used::clear);
    }
    return columns;
  }

  boolean sound(TreePage page, Cell cell) throws IOException {
    return columns(page, cell) >= 0;
  }

  private boolean follow(Cell cell, List<Integer> chain) throws IOException {
    int next = cell.overflow();
    for (long rest = cell.payload() - cell.local(); rest > 0; rest -= file.usable() - 4) {
      if (!file.has(next) || used.get(next)) {
        return false;
      }
      used.set(next);
      chain.add(next);
      next = ByteBuffer.wrap(file.read(next, 4)).getInt();
    }
    // SQLite ends a chain with 0: anything else is no page of it.
    return next == 0;
  }

  private int header(TreePage page, Cell cell, List<Integer> chain) throws IOException {
    byte[] first = start(page, cell, chain, (int) Math.min(cell.payload(), 9));
    long size = new Varints(first, 0, first.length).next();
    if (size < 1 || size > cell.payload() || size > LONGEST_HEADER) {
      return -1;
    }
    byte[] header = start(page, cell, chain, (int) size);
    Varints types = new Varints(header, 0, header.length);
    types.next();
    long bytes = size;
    int columns = 0;
    while (types.at() < header.length) {
      long type = types.next();
      long value = size(type);
      if (types.failed() || value < 0) {
        return -1;
      }
      bytes += value;
      columns++;
    }
    return bytes == cell.payload() ? columns : -1;
  }

  /** Bytes of a value of a serial type; -1 where no record has the type. */
  static long size(long type) {
    if (type < 0 || type == 10 || type == 11) {
      return -1;
    }
    if (type >= FIRST_VARIABLE) {
      return (type - FIRST_VARIABLE) / 2;
    }
    return switch ((int) type) {
      case 1, 2, 3, 4 -> type;
      case 5 -> 6;
      case 6, 7 -> 8;
      default -> 0;
    };
  }

  private byte[] start(TreePage page, Cell cell, List<Integer> chain, int bytes)
      throws IOException {
    ByteBuffer start = ByteBuffer.allocate(bytes);
    start.put(page.bytes(), cell.at(), Math.min(bytes, cell.local()));
    for (int i = 0; start.hasRemaining() && i < chain.size(); i++) {
      byte[] more = file.read(chain.get(i), file.usable());
      start.put(more, 4, Math.min(start.remaining(), more.length - 4));
    }
    return start.array();
  }
}
