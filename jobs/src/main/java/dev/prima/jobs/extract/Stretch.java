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
  /**
   * Divides a range: parts whose rows stand as they did are copied, all between them is read, in
   * stretches as long as can be, so that their parts are as large as any.
   *
   * @param parts within the range, in the order of their rows
   */
  static List<Stretch> of(RowRange range, List<EarlierPart> parts, StoredRows.Table stored)
      throws IOException {
    List<Stretch> stretches = new ArrayList<>();
    RowRange unread = range;
    for (EarlierPart part : parts) {
      RowRange reach = part.reach(range);
      if (stored.digest(reach).filter(part.stored()::equals).isPresent()) {
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
