package dev.prima.core.mapping;

import dev.prima.core.json.Json;
import dev.prima.core.json.JsonException;
import dev.prima.core.schema.RowPage;
import java.nio.charset.StandardCharsets;

/** Text that {@code jsonb} takes; an empty text means no value, counted. */
record JsonConverter(String source, String target) implements ColumnConverter {
  @Override
  public void convert(RowPage.Column in, int rows, MappedColumn out, Findings findings) {
    long empty = 0;
    for (int r = 0; r < rows; r++) {
      switch (in.storageClass(r)) {
        case NULL -> {}
        case TEXT -> {
          long slice = in.word(r);
          int offset = RowPage.sliceOffset(slice);
          int length = RowPage.sliceLength(slice);
          RejectReason reason = Utf8.problem(in.heap(), offset, length);
          if (length == 0) {
            empty++;
          } else if (reason != null) {
            findings.reject(r, source, reason);
          } else if (isJson(new String(in.heap(), offset, length, StandardCharsets.UTF_8))) {
            out.slice(r, slice);
          } else {
            findings.reject(r, source, RejectReason.INVALID_JSON);
          }
        }
        default -> findings.reject(r, source, RejectReason.TYPE_MISMATCH);
      }
    }
    findings.converted(target + ": empty", empty);
  }

  private static boolean isJson(String text) {
    try {
      Json.canonical(text);
      return true;
    } catch (JsonException e) {
      // What is no JSON is refused by its reason; the parser's message would quote the row.
      return false;
    }
  }
}
