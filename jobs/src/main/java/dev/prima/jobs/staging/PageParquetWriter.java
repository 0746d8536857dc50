package dev.prima.jobs.staging;

import dev.prima.core.mapping.MappedPage;
import dev.prima.core.mapping.TargetTable;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.OutputFile;

/** Settings of the Parquet files: one row group, zstd, dictionaries where they pay. */
final class PageParquetWriter extends ParquetWriter.Builder<MappedPage, PageParquetWriter> {
  private static final int SAMPLE_ROWS = 512;

  /** Beyond any part, so that each has one row group. */
  private static final long ROW_GROUP_BYTES = 1L << 30;

  private final TargetTable table;
  private final PartOrigin origin;

  PageParquetWriter(
      OutputFile file,
      Configuration configuration,
      TargetTable table,
      PartOrigin origin,
      MappedPage page) {
    super(file);
    this.table = table;
    this.origin = origin;
    withConf(configuration);
    withWriteMode(ParquetFileWriter.Mode.OVERWRITE);
    withWriterVersion(WriterVersion.PARQUET_1_0);
    withCompressionCodec(CompressionCodecName.ZSTD);
    withRowGroupSize(ROW_GROUP_BYTES);
    withDictionaryEncoding(false);
    withDictionaryEncoding(StagingSchema.PART, true);
    withDictionaryEncoding(StagingSchema.SOURCE, true);
    for (int c = 0; c < table.columns().size(); c++) {
      if (repeats(page, c)) {
        withDictionaryEncoding(StagingSchema.column(c), true);
      }
    }
  }

  @Override
  protected PageParquetWriter self() {
    return this;
  }

  @Override
  protected WriteSupport<MappedPage> getWriteSupport(Configuration conf) {
    return new PageWriteSupport(table, origin);
  }

  /** Whether the values of a column repeat enough for a dictionary, by a sample of the page. */
  private boolean repeats(MappedPage page, int column) {
    boolean bytes = table.columns().get(column).type().isBytes();
    Set<Long> distinct = new HashSet<>();
    int present = 0;
    int stride = Math.max(1, page.rows() / SAMPLE_ROWS);
    for (int r = 0; r < page.rows(); r += stride) {
      page.at(r);
      if (page.rejectReason() == null && !page.isNull(column)) {
        present++;
        distinct.add(bytes ? hash(page, column) : page.word(column));
      }
    }
    return distinct.size() * 4 < present;
  }

  private static long hash(MappedPage page, int column) {
    int from = page.offset(column);
    // A sample need not tell every two values apart, only most.
    return Arrays.hashCode(
        Arrays.copyOfRange(page.array(column), from, from + Math.min(64, page.length(column))));
  }
}
