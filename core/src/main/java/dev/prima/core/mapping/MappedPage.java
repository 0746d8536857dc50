package dev.prima.core.mapping;

import dev.prima.core.schema.RowPage;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A page of rows in the shape of their target table, with what later steps need to tell copies
 * apart and to rank them.
 *
 * <p>Shape: one row per row of the source page, in the same order; rows for which {@link
 * #rejectReason} is not null have no values. Read-only; not thread-safe, for it is one cursor.
 */
public final class MappedPage implements RowValues {
  private final RowPage source;
  private final MappedColumn[] columns;
  private final Findings findings;
  private final byte[][] identities;
  private final byte[][] hashes;
  private final double[] loves;
  private final double[] benefits;
  private final long[] times;
  private int row;

  MappedPage(RowPage source, MappedColumn[] columns, Findings findings) {
    this.source = source;
    this.columns = columns;
    this.findings = findings;
    identities = new byte[source.rows()][];
    hashes = new byte[source.rows()][];
    loves = new double[source.rows()];
    benefits = new double[source.rows()];
    times = new long[source.rows()];
  }

  void technical(byte[] identity, byte[] hash, double love, double benefit, long time) {
    identities[row] = identity;
    hashes[row] = hash;
    loves[row] = love;
    benefits[row] = benefit;
    times[row] = time;
  }

  /** The page as it was read, for rejects that keep every value. */
  public RowPage source() {
    return source;
  }

  public int rows() {
    return source.rows();
  }

  /** Moves the cursor. */
  public MappedPage at(int newRow) {
    row = newRow;
    return this;
  }

  /** Null where the current row was taken. */
  public @Nullable RejectReason rejectReason() {
    return findings.reason(row);
  }

  /** The source column for which the current row was refused. */
  public String rejectColumn() {
    return findings.column(row);
  }

  /**
   * 16 bytes that identify by a key, or 32 that identify by content and want an occurrence number.
   */
  public byte[] identity() {
    return identities[row];
  }

  /** 16 bytes over all that counts when copies are compared. */
  public byte[] contentHash() {
    return hashes[row];
  }

  public double love() {
    return loves[row];
  }

  public double benefit() {
    return benefits[row];
  }

  public long time() {
    return times[row];
  }

  /** Counted conversions by name, such as {@code created_at: seconds}. */
  public Map<String, Long> conversions() {
    return findings.conversions();
  }

  public Map<String, Long> warnings() {
    return findings.warnings();
  }

  public Map<RejectReason, Long> rejectReasons() {
    Map<RejectReason, Long> counts = new EnumMap<>(RejectReason.class);
    for (int r = 0; r < rows(); r++) {
      RejectReason reason = findings.reason(r);
      if (reason != null) {
        counts.merge(reason, 1L, Long::sum);
      }
    }
    return counts;
  }

  @Override
  public boolean isNull(int column) {
    return columns[column].isNull(row);
  }

  @Override
  public long word(int column) {
    return columns[column].word(row);
  }

  @Override
  public byte[] array(int column) {
    return columns[column].heap();
  }

  @Override
  public int offset(int column) {
    return RowPage.sliceOffset(columns[column].word(row));
  }

  @Override
  public int length(int column) {
    return RowPage.sliceLength(columns[column].word(row));
  }
}
