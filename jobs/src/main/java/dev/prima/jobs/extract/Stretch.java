package dev.prima.jobs.extract;

import dev.prima.jobs.source.RowRange;
import dev.prima.jobs.source.StoredRows;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a slice that are either read, or staged already by an earlier run as they stand now.
 *
 * @param earlier the part that holds all of them; null where they have to be read
 */
record Stretch(RowRange range, @Nullable EarlierPart earlier) {
  /** Parts are small where another one of their table has so many times their rows. */
  private static final long SMALL = 4;

  /**
   * Divides a range: parts whose rows stand as they did are copied, all between them is read, in
   * stretches as long as can be. A small part beside such a stretch is read with it: else each row
   * that comes to a full part would leave a part of few rows behind, run after run.
   *
   * @param parts within the range, in the order of their rows
   */
  static List<Stretch> of(RowRange range, List<EarlierPart> parts, StoredRows.Table stored)
      throws IOException {
    List<Boolean> same = new ArrayList<>();
    for (EarlierPart part : parts) {
      same.add(stored.digest(part.reach(range)).filter(part.stored()::equals).isPresent());
    }
    long largest = parts.stream().mapToLong(EarlierPart::rows).max().orElse(0);
    List<Stretch> stretches = new ArrayList<>();
    RowRange unread = range;
    for (int i = 0; i < parts.size(); i++) {
      EarlierPart part = parts.get(i);
      boolean beside = i > 0 && !same.get(i - 1) || i + 1 < parts.size() && !same.get(i + 1);
      if (same.get(i) && !(beside && part.rows() * SMALL < largest)) {
        RowRange reach = part.reach(range);
        if (unread.from() < reach.from()) {
          stretches.add(new Stretch(new RowRange(unread.from(), reach.from() - 1), null));
        }
        stretches.add(new Stretch(reach, part));
        unread = unread.after(reach.to());
      }
    }
    if (!unread.isEmpty()) {
      stretches.add(new Stretch(unread, null));
    }
    return stretches;
  }
}
