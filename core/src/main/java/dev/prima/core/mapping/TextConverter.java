package dev.prima.core.mapping;

import dev.prima.core.schema.RowPage;
import java.nio.charset.StandardCharsets;

/**
 * TEXT that PostgreSQL takes as it is: valid UTF-8 without NUL. An INTEGER becomes its digits,
 * counted.
 */
record TextConverter(String source, String target) implements ColumnConverter {
  @Override
  public void convert(RowPage.Column in, int rows, MappedColumn out, Findings findings) {
    long integers = 0;
    for (int r = 0; r < rows; r++) {
      switch (in.storageClass(r)) {
        case NULL -> {}
        case TEXT -> {
          long slice = in.word(r);
          RejectReason reason =
              Utf8.problem(in.heap(), RowPage.sliceOffset(slice), RowPage.sliceLength(slice));
          if (reason == null) {
            out.slice(r, slice);
          } else {
            findings.reject(r, source, reason);
          }
        }
        case INTEGER -> {
          out.bytes(r, Long.toString(in.integer(r)).getBytes(StandardCharsets.US_ASCII));
          integers++;
        }
        default -> findings.reject(r, source, RejectReason.TYPE_MISMATCH);
      }
    }
    findings.converted(target + ": integer to text", integers);
  }
}
