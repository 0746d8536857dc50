package dev.prima.jobs.source;

import dev.prima.jobs.source.TreePage.Cell;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Goes over the leaves of a table's b-tree that may hold rows of a range, in the order of their
 * rowids, without SQLite. Trusts no page: one that does not fit into the tree ends it. Not
 * thread-safe.
 */
final class LeafCursor {
  private final PageFile file;
  private final RowRange range;
  private final Deque<Branch> way = new ArrayDeque<>();
  private final int root;
  private boolean begun;
  private long pages;
  private long from;
  private long to;

  /** An interior page on the way down, and where the next of its children begins and ends. */
  private static final class Branch {
    private final TreePage page;
    private final int cells;
    private final long to;
    private int next;
    private long from;

    private Branch(TreePage page, long from, long to) {
      this.page = page;
      this.from = from;
      this.to = to;
      cells = page.count();
    }

    private boolean done(RowRange range) {
      return next > cells || from > range.to();
    }
  }

  LeafCursor(PageFile file, int root, RowRange range) {
    this.file = file;
    this.root = root;
    this.range = range;
  }

  /** The next leaf; null after the last. */
  @Nullable TreePage next() throws IOException, UnclearPageException {
    if (!begun) {
      begun = true;
      TreePage leaf = enter(root, Long.MIN_VALUE, Long.MAX_VALUE);
      if (leaf != null) {
        return leaf;
      }
    }
    while (!way.isEmpty()) {
      Branch branch = way.element();
      if (branch.done(range)) {
        way.remove();
        continue;
      }
      boolean last = branch.next == branch.cells;
      long least = branch.from;
      long most = branch.to;
      int child = branch.page.rightmost();
      if (!last) {
        Cell cell = branch.page.cell(branch.next);
        if (cell == null || cell.rowid() < least || cell.rowid() >= most) {
          throw new UnclearPageException("Keys of an interior page are out of order");
        }
        child = cell.child();
        most = cell.rowid();
        branch.from = most + 1;
      }
      branch.next++;
      if (most >= range.from()) {
        TreePage leaf = enter(child, least, most);
        if (leaf != null) {
          return leaf;
        }
      }
    }
    return null;
  }

  /** The page if it is a leaf; null where it leads to others. */
  private @Nullable TreePage enter(int number, long least, long most)
      throws IOException, UnclearPageException {
    take(number);
    TreePage page = TreePage.of(number, file.read(number), file.usable());
    if (page == null || !page.table() || way.size() >= TableWalk.DEEPEST) {
      throw new UnclearPageException("No page of a table");
    }
    if (page.count() == 0 && !(page.leaf() && number == root)) {
      throw new UnclearPageException("An empty page in a tree");
    }
    if (!page.leaf()) {
      way.push(new Branch(page, least, most));
      return null;
    }
    from = least;
    to = most;
    return page;
  }

  /** Counts a page that is read: more of them than there are come again and again. */
  void take(int number) throws IOException, UnclearPageException {
    if (++pages > file.pages() || !file.has(number)) {
      throw new UnclearPageException("No page of the file");
    }
  }

  /** No row of the current leaf may have a smaller rowid. */
  long from() {
    return from;
  }

  /** No row of the current leaf may have a greater rowid. */
  long to() {
    return to;
  }
}
