package dev.prima.core.mapping;

import dev.prima.core.schema.RowPage;
import dev.prima.core.schema.StorageClass;

/** INTEGER as it is; anything else is refused. */
record BigintConverter(String source) implements ColumnConverter {
  @Override
  public void convert(RowPage.Column in, int rows, MappedColumn out, Findings findings) {
    for (int r = 0; r < rows; r++) {
      StorageClass storageClass = in.storageClass(r);
      if (storageClass == StorageClass.INTEGER) {
        out.word(r, in.integer(r));
      } else if (storageClass != StorageClass.NULL) {
        findings.reject(r, source, RejectReason.TYPE_MISMATCH);
      }
    }
  }
}
