package dev.prima.core.reconcile;

import dev.prima.core.error.PrimaException;
import dev.prima.core.landing.Landing;
import dev.prima.core.mapping.ColumnType;
import dev.prima.core.mapping.RowValues;
import dev.prima.core.mapping.TargetColumn;
import dev.prima.core.schema.StorageClass;
import dev.prima.core.schema.TaggedValue;
import java.io.Serializable;
import java.math.BigDecimal;

/**
 * How far two values of a column may be apart.
 *
 * @param written as in the config
 * @param most absolute, in units of the column: microseconds for times
 * @param real whether the column holds doubles
 * @param tagged whether its values travel with their class
 */
record Tolerance(String written, BigDecimal most, boolean real, boolean tagged)
    implements Serializable {

  /**
   * @param column for problems: {@code table.column}
   * @param written a number, or for times one with {@code ms} or {@code s}
   */
  static Tolerance of(String column, String written, TargetColumn of) {
    boolean tagged = of.type() == ColumnType.TAGGED;
    ColumnType type =
        Landing.BIGINT.equals(of.landing())
            ? ColumnType.BIGINT
            : Landing.DOUBLE.equals(of.landing()) ? ColumnType.DOUBLE : of.type();
    boolean millis = written.endsWith("ms");
    boolean seconds = !millis && written.endsWith("s");
    boolean time = type == ColumnType.TIMESTAMPTZ;
    boolean number = type == ColumnType.DOUBLE || type == ColumnType.BIGINT;
    if (time != (millis || seconds) || !time && !number) {
      throw new PrimaException(
          ReconcileError.TOLERANCE,
          "The tolerance '"
              + written
              + "' does not suit "
              + column
              + " [reconcile.tolerance]; times take milliseconds or seconds such as 500ms or 2s,"
              + " numbers a number such as 0.001, other columns can only be excluded");
    }
    if (millis) {
      return new Tolerance(
          written, new BigDecimal(written.replace("ms", "")).movePointRight(3), false, tagged);
    }
    return seconds
        ? new Tolerance(
            written, new BigDecimal(written.replace("s", "")).movePointRight(6), false, tagged)
        : new Tolerance(written, new BigDecimal(written), type == ColumnType.DOUBLE, tagged);
  }

  /** Whether the values of a column in two rows are near enough; neither is NULL. */
  boolean covers(RowValues source, RowValues target, int column) {
    if (!tagged) {
      return covers(source.word(column), target.word(column));
    }
    byte[] left = source.bytes(column);
    byte[] right = target.bytes(column);
    StorageClass wanted = real ? StorageClass.REAL : StorageClass.INTEGER;
    return TaggedValue.storageClass(left) == wanted
        && TaggedValue.storageClass(right) == wanted
        && covers(TaggedValue.word(left), TaggedValue.word(right));
  }

  /** Exact: neither rounding nor overflow has a say. What is not finite is near nothing. */
  boolean covers(long source, long target) {
    if (!real) {
      return near(BigDecimal.valueOf(source), BigDecimal.valueOf(target));
    }
    double left = Double.longBitsToDouble(source);
    double right = Double.longBitsToDouble(target);
    return Double.isFinite(left)
        && Double.isFinite(right)
        && near(new BigDecimal(left), new BigDecimal(right));
  }

  private boolean near(BigDecimal left, BigDecimal right) {
    return left.subtract(right).abs().compareTo(most) <= 0;
  }
}
