package dev.prima.jobs.source;

import dev.prima.jobs.source.TreePage.Cell;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the b-tree of an index or of a table WITHOUT ROWID, whose rows lie on its inner
 * pages, too.
 */
final class IndexWalk {
  private final PageFile file;
  private final BitSet used;
  private final Records records;
  private final int root;
  private final CellSink sink;
  private final List<Integer> lost = new ArrayList<>();

  /** Takes the cells that can be read, without their children, in the order of their keys. */
  interface CellSink {
    /** Takes none. */
    CellSink NONE = cell -> {};

    void take(byte[] cell) throws IOException;
  }

  IndexWalk(PageFile file, BitSet used, int root, CellSink sink) {
    this.file = file;
    this.used = used;
    this.root = root;
    this.sink = sink;
    records = new Records(file, used);
  }

  /** Pages that are lost, or of which some cell is. */
  List<Integer> walk() throws IOException {
    subtree(root, 0);
    return lost;
  }

  private void subtree(int number, int depth) throws IOException {
    TreePage page = depth > TableWalk.DEEPEST ? null : TableWalk.take(file, used, number);
    if (page == null || page.table() || page.count() == 0 && number != root) {
      lost.add(number);
      return;
    }
    boolean broken = false;
    for (@Nullable Cell cell : page.cells()) {
      if (cell == null) {
        broken = true;
        continue;
      }
      if (!page.leaf()) {
        subtree(cell.child(), depth + 1);
      }
      if (records.sound(page, cell)) {
        sink.take(Arrays.copyOfRange(page.bytes(), cell.from(), cell.to()));
      } else {
        broken = true;
      }
    }
    if (!page.leaf()) {
      subtree(page.rightmost(), depth + 1);
    }
    if (broken) {
      lost.add(number);
    }
  }
}
