package dev.prima.core.mapping;

import dev.prima.core.schema.RowPage;
import dev.prima.core.schema.StorageClass;
import dev.prima.core.schema.TaggedValue;

/** Every value with its class, whatever it is; only text that no target can hold is refused. */
record TaggedConverter(String source) implements ColumnConverter {
  @Override
  public void convert(RowPage.Column in, int rows, MappedColumn out, Findings findings) {
    for (int r = 0; r < rows; r++) {
      StorageClass storageClass = in.storageClass(r);
      if (storageClass == StorageClass.TEXT) {
        long slice = in.word(r);
        RejectReason reason =
            Utf8.problem(in.heap(), RowPage.sliceOffset(slice), RowPage.sliceLength(slice));
        if (reason != null) {
          findings.reject(r, source, reason);
          continue;
        }
      }
      if (storageClass != StorageClass.NULL) {
        out.bytes(r, TaggedValue.encode(in, r));
      }
    }
  }
}
