package dev.prima.core.mapping;

import dev.prima.core.schema.RowPage;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * TEXT that PostgreSQL takes as it is: valid UTF-8 without NUL. Numbers become their digits, a REAL
 * the fewest that give it back, and a BLOB becomes Base64 where the rule says so, all counted.
 */
record TextConverter(String source, String target, Conversion conversion)
    implements ColumnConverter {
  @Override
  public void convert(RowPage.Column in, int rows, MappedColumn out, Findings findings) {
    long integers = 0;
    long reals = 0;
    long blobs = 0;
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
        case REAL -> {
          out.bytes(r, Double.toString(in.real(r)).getBytes(StandardCharsets.US_ASCII));
          reals++;
        }
        case BLOB -> {
          if (conversion == Conversion.BASE64) {
            out.bytes(r, Base64.getEncoder().encode(in.bytes(r)));
            blobs++;
          } else {
            findings.reject(r, source, RejectReason.TYPE_MISMATCH);
          }
        }
      }
    }
    findings.converted(target + ": real to text", reals);
    findings.converted(target + ": blob to base64", blobs);
    findings.converted(target + ": integer to text", integers);
  }
}
