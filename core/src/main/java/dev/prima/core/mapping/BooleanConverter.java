package dev.prima.core.mapping;

import dev.prima.core.schema.RowPage;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** 0 and 1; the text {@code true} or {@code false}, in any case, by a counted conversion. */
record BooleanConverter(String source, String target) implements ColumnConverter {
  @Override
  public void convert(RowPage.Column in, int rows, MappedColumn out, Findings findings) {
    long texts = 0;
    for (int r = 0; r < rows; r++) {
      switch (in.storageClass(r)) {
        case NULL -> {}
        case INTEGER -> {
          long value = in.integer(r);
          if (value == 0 || value == 1) {
            out.word(r, value);
          } else {
            findings.reject(r, source, RejectReason.TYPE_MISMATCH);
          }
        }
        case TEXT -> {
          String text =
              RowPage.sliceLength(in.word(r)) > 5
                  ? ""
                  : new String(in.bytes(r), StandardCharsets.UTF_8).toLowerCase(Locale.ROOT);
          if (text.equals("true") || text.equals("false")) {
            out.word(r, text.equals("true") ? 1 : 0);
            texts++;
          } else {
            findings.reject(r, source, RejectReason.TYPE_MISMATCH);
          }
        }
        default -> findings.reject(r, source, RejectReason.TYPE_MISMATCH);
      }
    }
    findings.converted(target + ": text boolean", texts);
  }
}
