package dev.prima.jobs.source;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a damaged file that cannot be read any more: some or all of a table's within a range of
 * rowids. How many they were cannot be known.
 *
 * @param rowids within which; null in a table WITHOUT ROWID, where only the pages can be told
 * @param pages that are lost, or hold what is lost: the first hundred of them
 * @param pageCount how many there are in all
 */
public record LostRows(String table, @Nullable RowRange rowids, List<Integer> pages, int pageCount)
    implements Serializable {
  private static final int KEPT_PAGES = 100;
  private static final int TOLD_PAGES = 10;

  public LostRows {
    pages = List.copyOf(pages);
  }

  static LostRows of(String table, @Nullable RowRange rowids, List<Integer> pages) {
    return new LostRows(table, rowids, pages.stream().limit(KEPT_PAGES).toList(), pages.size());
  }

  /** Fewer of them, neighbours made one; in the order given. */
  static List<LostRows> joined(List<LostRows> all) {
    List<LostRows> joined = new ArrayList<>();
    for (LostRows next : all) {
      int at = joined.size() - 1;
      if (at >= 0 && joined.get(at).meets(next)) {
        joined.set(at, joined.get(at).with(next));
      } else {
        joined.add(next);
      }
    }
    return joined;
  }

  private boolean meets(LostRows next) {
    if (!table.equals(next.table)) {
      return false;
    }
    return rowids == null
        ? next.rowids == null
        : next.rowids != null && rowids.to() + 1 == next.rowids.from();
  }

  private LostRows with(LostRows next) {
    List<Integer> both = new ArrayList<>(pages);
    int same = pages.contains(next.pages.get(0)) ? 1 : 0;
    next.pages.stream().skip(same).limit(KEPT_PAGES - both.size()).forEach(both::add);
    return new LostRows(
        table,
        rowids == null || next.rowids == null
            ? null
            : new RowRange(rowids.from(), next.rowids.to()),
        both,
        pageCount + next.pageCount - same);
  }

  /** As people read it. */
  public String told() {
    List<String> first = pages.stream().limit(TOLD_PAGES).map(String::valueOf).toList();
    return "table "
        + table
        + ", rows "
        + (rowids == null ? "" : "with rowids " + told(rowids) + " ")
        + (pageCount == 1 ? "on page " : "on pages ")
        + String.join(", ", first)
        + (pageCount > first.size() ? " and " + (pageCount - first.size()) + " more" : "");
  }

  private static String told(RowRange range) {
    if (range.from() == range.to()) {
      return Long.toString(range.from());
    }
    if (range.from() == Long.MIN_VALUE) {
      return range.to() == Long.MAX_VALUE ? "of any value" : "up to " + range.to();
    }
    return "from " + range.from() + (range.to() == Long.MAX_VALUE ? " on" : " to " + range.to());
  }
}
