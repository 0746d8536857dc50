package dev.prima.jobs.extract;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.infrastructure.item.ExecutionContext;

/**
 * How far a unit is: a checkpoint, between two batches. Its form in the job repository is the same
 * wherever units are carried out, so that a run may be resumed elsewhere.
 *
 * @param slice of the unit that is read next
 * @param lastRow of it that was read; null before the first
 * @param chunk number in the unit of the next part
 */
record UnitPosition(int slice, @Nullable Long lastRow, int chunk) implements Serializable {
  static final UnitPosition START = new UnitPosition(0, null, 0);

  private static final String SLICE = "extract.slice";
  private static final String LAST_ROW = "extract.last-row";
  private static final String CHUNK = "extract.chunk";

  /** What an earlier attempt has left in the context of the unit's step execution. */
  static UnitPosition in(ExecutionContext context) {
    if (!context.containsKey(CHUNK)) {
      return START;
    }
    return new UnitPosition(
        context.getInt(SLICE),
        context.containsKey(LAST_ROW) ? Long.valueOf(context.getLong(LAST_ROW)) : null,
        context.getInt(CHUNK));
  }

  void putInto(ExecutionContext context) {
    context.putInt(SLICE, slice);
    context.putInt(CHUNK, chunk);
    if (lastRow == null) {
      context.remove(LAST_ROW);
    } else {
      context.putLong(LAST_ROW, lastRow);
    }
  }
}
