package dev.prima.jobs.staging;

import dev.prima.core.landing.Census;
import dev.prima.core.landing.Decimals;
import dev.prima.core.landing.DeclaredType;
import dev.prima.core.landing.TextForm;
import dev.prima.core.landing.TimeForm;
import dev.prima.core.mapping.MappedPage;
import dev.prima.core.schema.StorageClass;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Counts the tagged values of one column of a page. */
final class CensusCount {
  private final String column;
  private final DeclaredType declared;
  private final long[] classes = new long[StorageClass.values().length];
  private long min = Long.MAX_VALUE;
  private long max = Long.MIN_VALUE;
  private long longest;

  private @Nullable TextForm form;
  private boolean formless;
  private int scale = 1;
  private double minReal = Double.POSITIVE_INFINITY;
  private double maxReal = Double.NEGATIVE_INFINITY;

  /**
   * @param declared says what has to be known of the values
   */
  CensusCount(String column, DeclaredType declared) {
    this.column = column;
    this.declared = declared;
    formless = !declared.asksForForms();
  }

  ColumnCensus count(MappedPage page, int ordinal) {
    for (int r = 0; r < page.rows(); r++) {
      if (page.at(r).rejectReason() == null) {
        if (page.isNull(ordinal)) {
          classes[StorageClass.NULL.ordinal()]++;
        } else {
          count(page.array(ordinal), page.offset(ordinal), page.length(ordinal));
        }
      }
    }
    return new ColumnCensus(column, classes[StorageClass.NULL.ordinal()], census(), longest);
  }

  private Census census() {
    long integers = classes[StorageClass.INTEGER.ordinal()];
    long reals = classes[StorageClass.REAL.ordinal()];
    long texts = classes[StorageClass.TEXT.ordinal()];
    boolean looked = reals > 0 && declared.asksForReals();
    return new Census(
        integers,
        reals,
        texts,
        classes[StorageClass.BLOB.ordinal()],
        integers == 0 ? null : Long.valueOf(min),
        integers == 0 ? null : Long.valueOf(max),
        texts == 0 ? null : form == null || formless ? Census.NO_FORM : form.title(),
        reals == 0 ? null : Integer.valueOf(looked ? scale : Census.NO_SCALE),
        looked ? Double.valueOf(minReal) : null,
        looked ? Double.valueOf(maxReal) : null);
  }

  private void count(byte[] array, int offset, int length) {
    StorageClass storageClass = StorageClass.of(array[offset]);
    classes[storageClass.ordinal()]++;
    switch (storageClass) {
      case INTEGER -> {
        long value = ByteBuffer.wrap(array, offset + 1, 8).getLong();
        min = Math.min(min, value);
        max = Math.max(max, value);
      }
      case TEXT -> {
        longest = Math.max(longest, length - 1);
        if (!formless) {
          form(array, offset, length);
        }
      }
      case BLOB -> longest = Math.max(longest, length - 1);
      case REAL -> {
        if (declared.asksForReals()) {
          real(ByteBuffer.wrap(array, offset + 1, 8).getDouble());
        }
      }
      case NULL -> {}
    }
  }

  private void form(byte[] array, int offset, int length) {
    if (form == null) {
      form = TextForm.detect(array, offset + 1, length - 1);
      formless = form == null;
    } else {
      formless = form.micros(array, offset, length) == TimeForm.NONE;
    }
  }

  private void real(double value) {
    if (scale != Census.NO_SCALE) {
      scale = Decimals.scale(value, scale);
    }
    // Not finite ones are within no bounds.
    minReal = Double.isNaN(value) ? Double.NEGATIVE_INFINITY : Math.min(minReal, value);
    maxReal = Math.max(maxReal, value);
  }
}
