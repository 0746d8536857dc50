package dev.prima.jobs.staging;

import dev.prima.core.mapping.MappedPage;
import dev.prima.core.mapping.RejectReason;
import dev.prima.core.schema.RowPage;
import dev.prima.core.schema.SourceColumn;
import dev.prima.core.schema.StorageClass;
import dev.prima.core.schema.TaggedValue;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes the refused rows of pages, whole, as JSON lines in the form of {@link RejectRecord}. */
final class RejectWriter {
  private RejectWriter() {}

  static byte[] lines(List<PartPage> pages) {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    pages.forEach(page -> add(page.origin(), page.rows(), lines));
    return lines.toByteArray();
  }

  private static void add(PartOrigin origin, MappedPage page, ByteArrayOutputStream lines) {
    for (int r = 0; r < page.rows(); r++) {
      RejectReason reason = page.at(r).rejectReason();
      if (reason != null) {
        lines.writeBytes(
            new RejectRecord(
                    origin.file(),
                    origin.table().name(),
                    page.source().rowId(r),
                    page.rejectColumn(),
                    reason,
                    values(origin.table().columns(), page.source(), r))
                .toJson()
                .getBytes(StandardCharsets.UTF_8));
        lines.write('\n');
      }
    }
  }

  private static Map<String, byte[]> values(List<SourceColumn> columns, RowPage page, int row) {
    Map<String, byte[]> values = new LinkedHashMap<>();
    for (int c = 0; c < columns.size(); c++) {
      RowPage.Column column = page.column(c);
      values.put(
          columns.get(c).name(),
          column.storageClass(row) == StorageClass.NULL
              ? RejectRecord.nullValue()
              : TaggedValue.encode(column, row));
    }
    return values;
  }
}
