package dev.prima.core.mapping;

import dev.prima.core.schema.RowPage;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;

/**
 * Epochs and text dates as microseconds since the epoch. An epoch below 1e11 (by amount) is in
 * seconds, below 1e14 in milliseconds, anything further is refused. The unit that the rule declares
 * needs no comment, the other one is counted, and so are text dates and empty texts, which mean no
 * time.
 *
 * <p>Times finer than a millisecond are refused: Cassandra's timestamp cannot hold them.
 */
record TimeConverter(String source, String target, Conversion declared) implements ColumnConverter {
  static final long SECONDS_BELOW = 100_000_000_000L;
  static final long MILLISECONDS_BELOW = 100_000_000_000_000L;

  /** 4713 BC, where PostgreSQL's timestamps begin. */
  static final long EARLIEST_SECONDS = -210_866_803_200L;

  @Override
  public void convert(RowPage.Column in, int rows, MappedColumn out, Findings findings) {
    long seconds = 0;
    long milliseconds = 0;
    long texts = 0;
    long empty = 0;
    for (int r = 0; r < rows; r++) {
      switch (in.storageClass(r)) {
        case NULL -> {}
        case REAL, INTEGER -> {
          OptionalLong epoch = whole(in, r);
          if (epoch.isEmpty()) {
            findings.reject(r, source, RejectReason.TYPE_MISMATCH);
          } else if (Math.abs((double) epoch.getAsLong()) < SECONDS_BELOW) {
            out.word(r, epoch.getAsLong() * 1_000_000);
            seconds++;
          } else if (Math.abs((double) epoch.getAsLong()) < MILLISECONDS_BELOW) {
            out.word(r, epoch.getAsLong() * 1_000);
            milliseconds++;
          } else {
            findings.reject(r, source, RejectReason.TIME_RANGE);
          }
        }
        case TEXT -> {
          String text = new String(in.bytes(r), StandardCharsets.UTF_8);
          if (text.isEmpty()) {
            empty++;
            continue;
          }
          OptionalLong micros = TextDate.micros(text);
          if (micros.isPresent()) {
            out.word(r, micros.getAsLong());
            texts++;
          } else {
            findings.reject(r, source, RejectReason.TYPE_MISMATCH);
          }
        }
        default -> findings.reject(r, source, RejectReason.TYPE_MISMATCH);
      }
    }
    if (declared != Conversion.SECONDS) {
      findings.converted(target + ": seconds", seconds);
    }
    if (declared != Conversion.MILLISECONDS) {
      findings.converted(target + ": milliseconds", milliseconds);
    }
    findings.converted(target + ": text date", texts);
    findings.converted(target + ": empty", empty);
  }

  private static OptionalLong whole(RowPage.Column in, int row) {
    if (in.storageClass(row) == dev.prima.core.schema.StorageClass.INTEGER) {
      return OptionalLong.of(in.integer(row));
    }
    double real = in.real(row);
    boolean exact = real == Math.rint(real) && Math.abs(real) < 9.0e15;
    return exact ? OptionalLong.of((long) real) : OptionalLong.empty();
  }
}
