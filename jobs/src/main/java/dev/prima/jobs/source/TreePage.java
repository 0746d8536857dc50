package dev.prima.jobs.source;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of a b-tree, as far as it makes sense.
 *
 * @param header where its header begins
 * @param usable bytes of it that hold content
 * @see <a href="https://www.sqlite.org/fileformat2.html#b_tree_pages">Database file format, B-tree
 *     Pages</a>
 */
record TreePage(int number, byte[] bytes, int header, int usable) {
  static final int TABLE_LEAF = 13;
  static final int TABLE_INTERIOR = 5;
  static final int INDEX_LEAF = 10;
  static final int INDEX_INTERIOR = 2;

  /** Where the header of page 1 begins, behind that of the file. */
  static final int FIRST_HEADER = 100;

  /**
   * A cell: what it points to, its key, and its record, as far as it has them.
   *
   * @param child page of smaller keys; 0 on a leaf
   * @param rowid 0 in an index
   * @param payload bytes of the record; 0 where there is none
   * @param at where the record begins
   * @param local how much of it lies on the page
   * @param overflow page of its rest; 0 for none
   * @param from where the cell begins, without its child
   * @param to where it ends
   */
  record Cell(
      int child, long rowid, long payload, int at, int local, int overflow, int from, int to) {}

  /** The page, or null where it is none of a b-tree. */
  static @Nullable TreePage of(int number, byte[] bytes, int usable) {
    TreePage page = new TreePage(number, bytes, number == 1 ? FIRST_HEADER : 0, usable);
    int type = page.type();
    boolean known =
        type == TABLE_LEAF
            || type == TABLE_INTERIOR
            || type == INDEX_LEAF
            || type == INDEX_INTERIOR;
    return known && page.count() <= (usable - 8) / 6 ? page : null;
  }

  int type() {
    return bytes[header];
  }

  boolean leaf() {
    return type() == TABLE_LEAF || type() == INDEX_LEAF;
  }

  boolean table() {
    return type() == TABLE_LEAF || type() == TABLE_INTERIOR;
  }

  int count() {
    return ByteBuffer.wrap(bytes).getShort(header + 3) & 0xffff;
  }

  /** The page of the greatest keys. */
  int rightmost() {
    return ByteBuffer.wrap(bytes).getInt(header + 8);
  }

  private int pointers() {
    return header + (leaf() ? 8 : 12);
  }

  /** The cells, null for each that lies or reaches where none can. */
  List<@Nullable Cell> cells() {
    List<@Nullable Cell> cells = new ArrayList<>();
    for (int i = 0; i < count(); i++) {
      cells.add(cell(i));
    }
    return cells;
  }

  /** The cell at a place below {@link #count}, null where it lies or reaches where none can. */
  @Nullable Cell cell(int place) {
    int start = ByteBuffer.wrap(bytes).getShort(pointers() + 2 * place) & 0xffff;
    if (start < pointers() + 2 * count() || start > usable - (leaf() ? 4 : 5)) {
      return null;
    }
    int from = leaf() ? start : start + 4;
    int child = leaf() ? 0 : ByteBuffer.wrap(bytes).getInt(start);
    Varints in = new Varints(bytes, from, usable);
    if (type() == TABLE_INTERIOR) {
      long rowid = in.next();
      return in.failed() ? null : new Cell(child, rowid, 0, in.at(), 0, 0, from, in.at());
    }
    long payload = in.next();
    long rowid = table() ? in.next() : 0;
    if (in.failed() || payload < 0 || payload > Integer.MAX_VALUE) {
      return null;
    }
    int local = local(payload);
    int to = in.at() + local + (local < payload ? 4 : 0);
    if (Math.max(to, from + 4) > usable) {
      return null;
    }
    int overflow = local < payload ? ByteBuffer.wrap(bytes).getInt(in.at() + local) : 0;
    return new Cell(child, rowid, payload, in.at(), local, overflow, from, to);
  }

  /** How much of a record lies on the page itself. */
  private int local(long payload) {
    int most = table() ? usable - 35 : (usable - 12) * 64 / 255 - 23;
    if (payload <= most) {
      return (int) payload;
    }
    int least = (usable - 12) * 32 / 255 - 23;
    int wanted = least + (int) ((payload - least) % (usable - 4));
    return wanted <= most ? wanted : least;
  }

  /**
   * The page with some of its cells only.
   *
   * @param kept the places of the cells among all, ascending
   */
  byte[] only(List<Integer> kept) {
    ByteBuffer page = ByteBuffer.wrap(bytes.clone());
    for (int i = 0; i < kept.size(); i++) {
      page.putShort(
          pointers() + 2 * i, ByteBuffer.wrap(bytes).getShort(pointers() + 2 * kept.get(i)));
    }
    page.putShort(header + 3, (short) kept.size());
    return page.array();
  }
}
