package dev.prima.jobs.staging;

import dev.prima.core.mapping.ColumnType;
import dev.prima.core.mapping.MappedPage;
import dev.prima.core.mapping.TargetTable;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.hadoop.CodecFactory;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.schema.MessageType;

/**
 * One part as a Parquet file of one row group, zstd, in the columns of {@link StagingSchema},
 * encoded column by column. Pages are held in memory, compressed, until all are made.
 */
final class PartFile {
  private static final int FIRST = StagingSchema.TECHNICAL.size();
  private static final int INDEX_TRUNCATE = 64;
  private static final int BLOCK_BYTES = 128 << 20;

  private final TargetTable table;
  private final PartOrigin origin;
  private final MappedPage page;
  private final int[] taken;

  /** Of the rows of a page, those that were not refused. */
  PartFile(TargetTable table, PartOrigin origin, MappedPage page) {
    this.table = table;
    this.origin = origin;
    this.page = page;
    taken =
        IntStream.range(0, page.rows()).filter(r -> page.at(r).rejectReason() == null).toArray();
  }

  /** Writes the file; replaces what stands there. */
  void write(StagingLayout layout, Configuration configuration, Path file) throws IOException {
    MessageType schema = StagingSchema.of(table);
    CodecFactory codecs = new CodecFactory(configuration, 0);
    try {
      ColumnChunkPageWriteStore store =
          new ColumnChunkPageWriteStore(
              codecs.getCompressor(CompressionCodecName.ZSTD),
              schema,
              HeapByteBufferAllocator.getInstance(),
              INDEX_TRUNCATE,
              true);
      ColumnPages.Buffers buffers = new ColumnPages.Buffers();
      List<ColumnDescriptor> columns = schema.getColumns();
      for (int c = 0; c < columns.size(); c++) {
        ColumnPages pages =
            new ColumnPages(store.getPageWriter(columns.get(c)), columns.get(c), buffers);
        if (c < FIRST) {
          technical(StagingSchema.TECHNICAL.get(c), pages);
        } else {
          values(c - FIRST, pages);
        }
        pages.end();
      }
      try (StagedOutput output = new StagedOutput(layout, file)) {
        ParquetFileWriter writer =
            new ParquetFileWriter(
                output,
                schema,
                ParquetFileWriter.Mode.OVERWRITE,
                BLOCK_BYTES,
                0,
                INDEX_TRUNCATE,
                Integer.MAX_VALUE,
                true);
        writer.start();
        writer.startBlock(taken.length);
        store.flushToFileWriter(writer);
        writer.endBlock();
        writer.end(Map.of());
      }
    } finally {
      codecs.release();
    }
  }

  private void technical(String name, ColumnPages pages) throws IOException {
    for (int i = 0; i < taken.length; i++) {
      page.at(taken[i]);
      switch (name) {
        case StagingSchema.PART -> pages.addLong(origin.part());
        case StagingSchema.ROW -> pages.addInt(i);
        case StagingSchema.SOURCE -> pages.addInt(origin.source());
        case StagingSchema.IDENTITY -> whole(page.identity(), pages);
        case StagingSchema.HASH -> whole(page.contentHash(), pages);
        case StagingSchema.LOVE -> pages.addDouble(page.love());
        case StagingSchema.BENEFIT -> pages.addDouble(page.benefit());
        case StagingSchema.TIME -> pages.addLong(page.time());
        default -> throw new IllegalStateException("No technical column " + name);
      }
    }
  }

  private static void whole(byte[] bytes, ColumnPages pages) throws IOException {
    pages.addBytes(bytes, 0, bytes.length);
  }

  private void values(int column, ColumnPages pages) throws IOException {
    ColumnType type = table.columns().get(column).type();
    for (int r : taken) {
      if (page.at(r).isNull(column)) {
        pages.addNull();
        continue;
      }
      switch (type) {
        case BIGINT, TIMESTAMPTZ -> pages.addLong(page.word(column));
        case DOUBLE -> pages.addDouble(page.real(column));
        case BOOLEAN -> pages.addBoolean(page.word(column) != 0);
        case TEXT, JSONB, BYTEA, UUID, TAGGED ->
            pages.addBytes(page.array(column), page.offset(column), page.length(column));
      }
    }
  }
}
