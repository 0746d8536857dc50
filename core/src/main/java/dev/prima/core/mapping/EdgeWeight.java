package dev.prima.core.mapping;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Weighs the rows of a table that are edges. Thread-safe; columns are looked up once. */
public final class EdgeWeight implements java.io.Serializable {
  private static final long serialVersionUID = 1L;

  /** Far more than any graph needs, and far from where sums overflow. */
  private static final double MOST = 1e6;

  private final WeightExpression expression;
  private final HashMap<String, Integer> ordinals = new HashMap<>();
  private final HashMap<String, Boolean> reals = new HashMap<>();

  public EdgeWeight(TargetTable table, Edges.Weighted edges) {
    expression = edges.weight();
    for (String column : expression.columns()) {
      int ordinal = table.ordinal(column);
      ordinals.put(column, ordinal);
      reals.put(column, table.columns().get(ordinal).type() == ColumnType.DOUBLE);
    }
  }

  /** Above 0 and at most 1e6; null where the row is no edge: nothing, or nothing above 0. */
  public @Nullable Double of(RowValues row) {
    return checked(expression.of(column -> value(row, column)));
  }

  /** The same of values by column, which may lack those that are NULL. */
  public @Nullable Double of(Map<String, Double> values) {
    return checked(expression.of(column -> values.getOrDefault(column, Double.NaN)));
  }

  private double value(RowValues row, String column) {
    int ordinal = ordinals.getOrDefault(column, -1);
    if (row.isNull(ordinal)) {
      return Double.NaN;
    }
    return reals.getOrDefault(column, false) ? row.real(ordinal) : row.word(ordinal);
  }

  private static @Nullable Double checked(double weight) {
    return weight > 0 ? Math.min(MOST, weight) : null;
  }
}
