package dev.prima.jobs.source;

import dev.prima.jobs.source.TreePage.Cell;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the b-tree of a table with rowids, without SQLite, and finds the leaves that can be
 * read and the ranges of rowids of which something cannot. Cells that cannot be read are taken off
 * their leaves.
 */
final class TableWalk {
  /** SQLite gives up at this depth, too. */
  static final int DEEPEST = 20;

  private final PageFile file;
  private final BitSet used;
  private final Records records;
  private final String table;
  private final int root;
  private final List<Leaf> leaves = new ArrayList<>();
  private final List<Loss> losses = new ArrayList<>();

  /** A leaf that can be read, with its smallest and its greatest rowid. */
  record Leaf(int page, long first, long last) {}

  /**
   * Something is lost within a range.
   *
   * @param pages whether whole pages are, of which some leaves may still be found
   */
  private record Loss(long from, long to, int page, boolean pages) {}

  TableWalk(PageFile file, BitSet used, String table, int root) {
    this.file = file;
    this.used = used;
    this.table = table;
    this.root = root;
    records = new Records(file, used);
  }

  void walk() throws IOException {
    subtree(root, Long.MIN_VALUE, Long.MAX_VALUE, 0);
  }

  String table() {
    return table;
  }

  int root() {
    return root;
  }

  /** In the order of their rowids. */
  List<Leaf> leaves() {
    return leaves;
  }

  boolean whole() {
    return losses.isEmpty();
  }

  List<LostRows> lost() {
    return losses.stream()
        .map(l -> LostRows.of(table, new RowRange(l.from(), l.to()), List.of(l.page())))
        .toList();
  }

  private void subtree(int number, long from, long to, int depth) throws IOException {
    TreePage page = depth > DEEPEST ? null : take(file, used, number);
    if (page == null || !page.table()) {
      losses.add(new Loss(from, to, number, true));
    } else if (page.leaf()) {
      leaf(page, from, to);
    } else {
      interior(page, from, to, depth);
    }
  }

  /** A page that nothing else has; null where there is none of a b-tree. */
  static @Nullable TreePage take(PageFile file, BitSet used, int number) throws IOException {
    if (!file.has(number) || used.get(number)) {
      return null;
    }
    TreePage page = TreePage.of(number, file.read(number), file.usable());
    if (page != null) {
      used.set(number);
    }
    return page;
  }

  private void interior(TreePage page, long from, long to, int depth) throws IOException {
    long next = from;
    boolean broken = false;
    for (Cell cell : page.cells()) {
      if (cell == null || cell.rowid() < next || cell.rowid() >= to) {
        broken = true;
        continue;
      }
      if (broken) {
        losses.add(new Loss(next, cell.rowid(), page.number(), true));
        broken = false;
      }
      subtree(cell.child(), next, cell.rowid(), depth + 1);
      next = cell.rowid() + 1;
    }
    if (broken) {
      losses.add(new Loss(next, to, page.number(), true));
    }
    subtree(page.rightmost(), next, to, depth + 1);
  }

  private void leaf(TreePage page, long from, long to) throws IOException {
    List<@Nullable Cell> cells = page.cells();
    List<Integer> kept = new ArrayList<>();
    long first = from;
    long last = from;
    boolean broken = false;
    for (int i = 0; i < cells.size(); i++) {
      Cell cell = cells.get(i);
      long least = kept.isEmpty() ? from : last + 1;
      if (cell == null || cell.rowid() < least || cell.rowid() > to || !records.sound(page, cell)) {
        broken = true;
        continue;
      }
      if (broken) {
        lose(least, cell.rowid() - 1, page.number());
        broken = false;
      }
      first = kept.isEmpty() ? cell.rowid() : first;
      last = cell.rowid();
      kept.add(i);
    }
    if (kept.isEmpty()) {
      if (page.number() != root || !cells.isEmpty()) {
        losses.add(new Loss(from, to, page.number(), true));
      }
      return;
    }
    if (broken) {
      lose(last + 1, to, page.number());
    }
    if (kept.size() < cells.size()) {
      file.write(page.number(), page.only(kept));
    }
    leaves.add(new Leaf(page.number(), first, last));
  }

  private void lose(long from, long to, int page) {
    losses.add(new Loss(Math.min(from, to), Math.max(from, to), page, false));
  }

  /** Whether a leaf that nothing points to may be of this table. */
  boolean fits(Leaf leaf) {
    return losses.stream()
        .anyMatch(l -> l.pages() && leaf.first() >= l.from() && leaf.last() <= l.to());
  }

  /**
   * Takes leaves that nothing points to and that fit; those whose rowids others have too stay out.
   * What is lost is what lies between them, then.
   */
  void adopt(List<Leaf> found) {
    List<Leaf> all = new ArrayList<>(leaves);
    all.addAll(found);
    all.sort(Comparator.comparingLong(Leaf::first));
    Set<Leaf> strays = new HashSet<>(found);
    List<Leaf> taken = new ArrayList<>();
    List<Leaf> adopted = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      Leaf leaf = all.get(i);
      boolean clear =
          (i == 0 || all.get(i - 1).last() < leaf.first())
              && (i + 1 == all.size() || all.get(i + 1).first() > leaf.last());
      if (!strays.contains(leaf)) {
        taken.add(leaf);
      } else if (clear) {
        taken.add(leaf);
        adopted.add(leaf);
      }
    }
    leaves.clear();
    leaves.addAll(taken);
    List<Loss> left = new ArrayList<>();
    for (Loss loss : losses) {
      left.addAll(loss.pages() ? between(loss, adopted) : List.of(loss));
    }
    losses.clear();
    losses.addAll(left);
  }

  private static List<Loss> between(Loss loss, List<Leaf> found) {
    List<Loss> gaps = new ArrayList<>();
    long next = loss.from();
    boolean more = true;
    for (Leaf leaf : found) {
      if (leaf.first() >= loss.from() && leaf.last() <= loss.to()) {
        if (leaf.first() > next) {
          gaps.add(new Loss(next, leaf.first() - 1, loss.page(), true));
        }
        more = leaf.last() < loss.to();
        next = leaf.last() + 1;
      }
    }
    if (more) {
      gaps.add(new Loss(next, loss.to(), loss.page(), true));
    }
    return gaps;
  }
}
