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
  private final long part;
  private final List<Taken> pages;
  private final int rows;

  /** The rows of a page that were not refused. */
  private record Taken(int source, MappedPage page, int[] rows) {
    static Taken of(PartPage part) {
      MappedPage page = part.rows();
      return new Taken(
          part.origin().source(),
          page,
          IntStream.range(0, page.rows()).filter(r -> page.at(r).rejectReason() == null).toArray());
    }
  }

  /** Of the rows of the pages, those that were not refused. */
  PartFile(TargetTable table, long part, List<PartPage> pages) {
    this.table = table;
    this.part = part;
    this.pages = pages.stream().map(Taken::of).toList();
    rows = this.pages.stream().mapToInt(taken -> taken.rows().length).sum();
  }

  /** Writes the file; replaces what stands there. */
  void write(StagingLayout layout, Configuration configuration, Path file) throws IOException {
    MessageType schema = StagingSchema.of(table);
    CodecFactory codecs = new CodecFactory(configuration, 0);
    try {
      ColumnChunkPageWriteStore store = store(codecs, schema);
      ColumnPages.Buffers buffers = new ColumnPages.Buffers();
      List<ColumnDescriptor> columns = schema.getColumns();
      for (int c = 0; c < columns.size(); c++) {
        ColumnPages out =
            new ColumnPages(store.getPageWriter(columns.get(c)), columns.get(c), buffers);
        for (int p = 0, first = 0; p < pages.size(); first += pages.get(p++).rows().length) {
          if (c < FIRST) {
            technical(StagingSchema.TECHNICAL.get(c), pages.get(p), first, out);
          } else {
            values(c - FIRST, pages.get(p), out);
          }
        }
        out.end();
      }
      try (StagedOutput output = new StagedOutput(layout, file)) {
        ParquetFileWriter writer = writer(output, schema);
        writer.start();
        writer.startBlock(rows);
        store.flushToFileWriter(writer);
        writer.endBlock();
        writer.end(Map.of());
      }
    } finally {
      codecs.release();
    }
  }

  /** Where the pages of these columns are held. */
  static ColumnChunkPageWriteStore store(CodecFactory codecs, MessageType columns) {
    return new ColumnChunkPageWriteStore(
        codecs.getCompressor(CompressionCodecName.ZSTD),
        columns,
        HeapByteBufferAllocator.getInstance(),
        INDEX_TRUNCATE,
        true);
  }

  static ParquetFileWriter writer(StagedOutput output, MessageType schema) throws IOException {
    return new ParquetFileWriter(
        output,
        schema,
        ParquetFileWriter.Mode.OVERWRITE,
        BLOCK_BYTES,
        0,
        INDEX_TRUNCATE,
        Integer.MAX_VALUE,
        true);
  }

  private void technical(String name, Taken taken, int first, ColumnPages out) throws IOException {
    MappedPage page = taken.page();
    for (int i = 0; i < taken.rows().length; i++) {
      page.at(taken.rows()[i]);
      switch (name) {
        case StagingSchema.PART -> out.addLong(part);
        case StagingSchema.ROW -> out.addInt(first + i);
        case StagingSchema.SOURCE -> out.addInt(taken.source());
        case StagingSchema.IDENTITY -> whole(page.identity(), out);
        case StagingSchema.HASH -> whole(page.contentHash(), out);
        case StagingSchema.LOVE -> out.addDouble(page.love());
        case StagingSchema.BENEFIT -> out.addDouble(page.benefit());
        case StagingSchema.TIME -> out.addLong(page.time());
        default -> throw new IllegalStateException("No technical column " + name);
      }
    }
  }

  private static void whole(byte[] bytes, ColumnPages out) throws IOException {
    out.addBytes(bytes, 0, bytes.length);
  }

  private void values(int column, Taken taken, ColumnPages out) throws IOException {
    ColumnType type = table.columns().get(column).type();
    MappedPage page = taken.page();
    for (int r : taken.rows()) {
      if (page.at(r).isNull(column)) {
        out.addNull();
        continue;
      }
      switch (type) {
        case BIGINT, TIMESTAMPTZ -> out.addLong(page.word(column));
        case DOUBLE -> out.addDouble(page.real(column));
        case BOOLEAN -> out.addBoolean(page.word(column) != 0);
        case TEXT, JSONB, BYTEA, UUID, TAGGED ->
            out.addBytes(page.array(column), page.offset(column), page.length(column));
      }
    }
  }
}
