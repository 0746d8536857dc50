package dev.prima.jobs.source;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Builds the inner pages of a b-tree over leaves that stand, so that its root is where it was. The
 * depth need not be the same everywhere, and is not when SQLite writes it; it only reads here.
 */
final class TreeBuild {
  private static final int HEADER = 12;

  private final PageFile file;
  private final int root;
  private final boolean table;
  private List<Integer> children = new ArrayList<>();
  private List<byte[]> separators = new ArrayList<>();

  /**
   * @param table whether of a table with rowids
   */
  TreeBuild(PageFile file, int root, boolean table) {
    this.file = file;
    this.root = root;
    this.table = table;
  }

  /** The next page in the order of keys. */
  void child(int page) {
    children.add(page);
  }

  /** What stands between the last child and the next: a rowid as a varint, or a cell. */
  void separator(byte[] cell) {
    separators.add(cell);
  }

  /** Over leaves of a table. */
  static void over(PageFile file, int root, List<TableWalk.Leaf> leaves) throws IOException {
    TreeBuild build = new TreeBuild(file, root, true);
    for (int i = 0; i < leaves.size(); i++) {
      if (i > 0) {
        build.separator(Varints.of(leaves.get(i - 1).last()));
      }
      build.child(leaves.get(i).page());
    }
    build.finish();
  }

  void finish() throws IOException {
    if (children.isEmpty()) {
      write(root, leafType(), List.of(), List.of());
      return;
    }
    if (children.size() == 1 && root != 1) {
      if (children.get(0) != root) {
        file.write(root, file.read(children.get(0)));
      }
      return;
    }
    if (children.size() == 1 && children.get(0) == root) {
      return;
    }
    while (end(0, header(root)) < children.size() - 1) {
      raise();
    }
    // On page 1 alone, SQLite takes an inner page with a single child.
    write(root, innerType(), children, separators);
  }

  /** One level more. */
  private void raise() throws IOException {
    List<Integer> above = new ArrayList<>();
    List<byte[]> between = new ArrayList<>();
    for (int i = 0; i < children.size(); ) {
      int end = end(i, 0);
      if (end == children.size() - 2) {
        // A page of a single child is none.
        end--;
      }
      above.add(append(innerType(), children.subList(i, end + 1), separators.subList(i, end)));
      if (end + 1 < children.size()) {
        between.add(separators.get(end));
      }
      i = end + 1;
    }
    children = above;
    separators = between;
  }

  /** The last child that fits on a page with those from a first one on. */
  private int end(int first, int header) {
    int room = file.usable() - header - HEADER;
    int end = first;
    while (end < separators.size() && room >= 2 + size(separators.get(end)) + 4) {
      room -= 2 + size(separators.get(end)) + 4;
      end++;
    }
    return end;
  }

  private static int size(byte[] cell) {
    return cell.length;
  }

  /** Writes a leaf of cells. */
  int leaf(List<byte[]> cells) throws IOException {
    return append(leafType(), List.of(), cells);
  }

  private int append(int type, List<Integer> pages, List<byte[]> cells) throws IOException {
    byte[] bytes = file.blank();
    fill(bytes, 0, type, pages, cells);
    return file.append(bytes);
  }

  private void write(int page, int type, List<Integer> pages, List<byte[]> cells)
      throws IOException {
    byte[] bytes = file.blank();
    int header = header(page);
    System.arraycopy(file.read(page), 0, bytes, 0, header);
    fill(bytes, header, type, pages, cells);
    file.write(page, bytes);
  }

  private void fill(byte[] bytes, int header, int type, List<Integer> pages, List<byte[]> cells) {
    ByteBuffer page = ByteBuffer.wrap(bytes);
    boolean inner = !pages.isEmpty();
    page.put(header, (byte) type);
    page.putShort(header + 3, (short) cells.size());
    int pointer = header + 8;
    if (inner) {
      page.putInt(header + 8, pages.get(pages.size() - 1));
      pointer = header + HEADER;
    }
    int at = file.usable();
    for (int i = 0; i < cells.size(); i++) {
      byte[] cell = cells.get(i);
      at -= inner ? cell.length + 4 : Math.max(4, cell.length);
      page.putShort(pointer + 2 * i, (short) at);
      if (inner) {
        page.putInt(at, pages.get(i));
      }
      System.arraycopy(cell, 0, bytes, inner ? at + 4 : at, cell.length);
    }
    page.putShort(header + 5, (short) at);
  }

  private static int header(int page) {
    return page == 1 ? TreePage.FIRST_HEADER : 0;
  }

  private int leafType() {
    return table ? TreePage.TABLE_LEAF : TreePage.INDEX_LEAF;
  }

  private int innerType() {
    return table ? TreePage.TABLE_INTERIOR : TreePage.INDEX_INTERIOR;
  }
}
