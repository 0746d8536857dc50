package dev.prima.core.mapping;

import dev.prima.core.schema.RowPage;

/**
 * INTEGER as it is; a REAL that is a whole number becomes one, counted; anything else is refused.
 */
record BigintConverter(String source, String target) implements ColumnConverter {
  private static final double EXACT = 9_007_199_254_740_992.0;

  @Override
  public void convert(RowPage.Column in, int rows, MappedColumn out, Findings findings) {
    long reals = 0;
    for (int r = 0; r < rows; r++) {
      switch (in.storageClass(r)) {
        case NULL -> {}
        case INTEGER -> out.word(r, in.integer(r));
        case REAL -> {
          double real = in.real(r);
          if (real == Math.rint(real) && Math.abs(real) <= EXACT) {
            out.word(r, (long) real);
            reals++;
          } else {
            findings.reject(r, source, RejectReason.TYPE_MISMATCH);
          }
        }
        default -> findings.reject(r, source, RejectReason.TYPE_MISMATCH);
      }
    }
    findings.converted(target + ": real to integer", reals);
  }
}
