package dev.prima.jobs.source;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Packs cells of a table WITHOUT ROWID, in the order of their keys, into new pages. */
final class CellPack implements IndexWalk.CellSink {
  private static final int HEADER = 8;

  private final PageFile file;
  private final TreeBuild build;
  private final List<byte[]> leaf = new ArrayList<>();
  private int bytes = HEADER;
  private byte @Nullable [] between;

  CellPack(PageFile file, TreeBuild build) {
    this.file = file;
    this.build = build;
  }

  @Override
  public void take(byte[] cell) throws IOException {
    byte[] separator = between;
    if (separator != null) {
      flush(separator);
      between = null;
    } else if (bytes + size(cell) > file.usable()) {
      between = cell;
      return;
    }
    leaf.add(cell);
    bytes += size(cell);
  }

  private static int size(byte[] cell) {
    return 2 + Math.max(4, cell.length);
  }

  private void flush(byte[] separator) throws IOException {
    build.child(build.leaf(leaf));
    build.separator(separator);
    leaf.clear();
    bytes = HEADER;
  }

  void finish() throws IOException {
    byte[] last = between;
    if (last != null) {
      // A separator has pages on both sides; a leaf that was full has more than one cell.
      flush(leaf.remove(leaf.size() - 1));
      leaf.add(last);
    }
    if (!leaf.isEmpty()) {
      build.child(build.leaf(leaf));
    }
    build.finish();
  }
}
