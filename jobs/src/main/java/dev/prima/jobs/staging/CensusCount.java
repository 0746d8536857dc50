package dev.prima.jobs.staging;

import dev.prima.core.mapping.MappedPage;
import dev.prima.core.schema.StorageClass;
import java.nio.ByteBuffer;

/** Counts the tagged values of one column of a page. */
final class CensusCount {
  private final String column;
  private final long[] classes = new long[StorageClass.values().length];
  private long min = Long.MAX_VALUE;
  private long max = Long.MIN_VALUE;
  private long longest;

  CensusCount(String column) {
    this.column = column;
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
    long integers = classes[StorageClass.INTEGER.ordinal()];
    return new ColumnCensus(
        column,
        classes[StorageClass.NULL.ordinal()],
        integers,
        classes[StorageClass.REAL.ordinal()],
        classes[StorageClass.TEXT.ordinal()],
        classes[StorageClass.BLOB.ordinal()],
        integers == 0 ? null : Long.valueOf(min),
        integers == 0 ? null : Long.valueOf(max),
        longest);
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
      case TEXT, BLOB -> longest = Math.max(longest, length - 1);
      case NULL, REAL -> {}
    }
  }
}
