package dev.prima.jobs.extract;

import dev.prima.jobs.source.RowRange;
import dev.prima.jobs.staging.PartManifest;
import dev.prima.jobs.staging.PartShare;
import java.io.Serializable;
import java.util.Objects;

/**
 * A part that an earlier run staged of one table of one file.
 *
 * @param from the first rowid behind the rows before its own: from there to its first there was no
 *     row
 * @param next the rowid of the first row behind its own; {@link Long#MAX_VALUE} where there was
 *     none
 */
record EarlierPart(PartManifest part, long from, long next) implements Serializable {
  private PartShare share() {
    return part.shares().get(0);
  }

  long rows() {
    return share().read();
  }

  /** The rowid of its first row. */
  long first() {
    return share().firstRowid();
  }

  /** The rowid of its last row. */
  long last() {
    return share().lastRowid();
  }

  /** The digest of its rows as they stood in their file. */
  String stored() {
    return Objects.requireNonNull(share().stored());
  }

  /** How far no rows but its own were in a range that holds them. */
  RowRange reach(RowRange range) {
    return new RowRange(Math.max(from, range.from()), next > range.to() ? range.to() : last());
  }
}
