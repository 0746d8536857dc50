package dev.prima.core.mapping;

import dev.prima.core.schema.RowPage;
import java.math.BigDecimal;

/**
 * REAL bit for bit, INTEGER where a double holds it exactly; shares as percentages where the rule
 * says so.
 */
record DoubleConverter(String source, String target, Conversion conversion)
    implements ColumnConverter {
  private static final long EXACT = 1L << 53;

  @Override
  public void convert(RowPage.Column in, int rows, MappedColumn out, Findings findings) {
    long percentages = 0;
    for (int r = 0; r < rows; r++) {
      double value;
      switch (in.storageClass(r)) {
        case NULL -> {
          continue;
        }
        case REAL -> value = in.real(r);
        case INTEGER -> {
          long whole = in.integer(r);
          if (whole > EXACT || whole < -EXACT) {
            findings.reject(r, source, RejectReason.TYPE_MISMATCH);
            continue;
          }
          value = whole;
        }
        default -> {
          findings.reject(r, source, RejectReason.TYPE_MISMATCH);
          continue;
        }
      }
      if (conversion == Conversion.FRACTION_TO_PERCENT && Double.isFinite(value)) {
        // By the decimal digits: 0.745 becomes 74.5 and not 74.50000000000001.
        value = BigDecimal.valueOf(value).movePointRight(2).doubleValue();
        percentages++;
      }
      out.word(r, Double.doubleToRawLongBits(value));
    }
    findings.converted(target + ": fraction to percent", percentages);
  }
}
