package dev.prima.core.mapping;

import dev.prima.core.schema.RowPage;
import java.nio.charset.StandardCharsets;

/** The id of the legacy row as text, kept for lineage. */
record LegacyIdConverter(String source) implements ColumnConverter {
  @Override
  public void convert(RowPage.Column in, int rows, MappedColumn out, Findings findings) {
    for (int r = 0; r < rows; r++) {
      switch (in.storageClass(r)) {
        case NULL -> {}
        case INTEGER ->
            out.bytes(r, Long.toString(in.integer(r)).getBytes(StandardCharsets.US_ASCII));
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
        default -> findings.reject(r, source, RejectReason.TYPE_MISMATCH);
      }
    }
  }
}
