package dev.prima.jobs.staging;

import java.io.IOException;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.hadoop.CodecFactory;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.io.SeekableInputStream;
import org.apache.parquet.schema.MessageType;

/**
 * A {@link PartFile} once more, as another part and of a file of another rank: those two columns
 * are written, the bytes of all others are copied as they are, encoded and compressed.
 */
final class PartCopy {
  private final long part;
  private final int source;

  PartCopy(long part, int source) {
    this.part = part;
    this.source = source;
  }

  /** Writes the file; replaces what stands there. */
  void write(Path from, StagingLayout layout, Configuration configuration, Path file)
      throws IOException {
    HadoopInputFile input = HadoopInputFile.fromPath(from, configuration);
    CodecFactory codecs = new CodecFactory(configuration, 0);
    try (ParquetFileReader reader = ParquetFileReader.open(input);
        SeekableInputStream bytes = input.newStream();
        StagedOutput output = new StagedOutput(layout, file)) {
      MessageType schema = reader.getFileMetaData().getSchema();
      ParquetFileWriter writer = PartFile.writer(output, schema);
      writer.start();
      for (BlockMetaData block : reader.getFooter().getBlocks()) {
        writer.startBlock(block.getRowCount());
        for (ColumnChunkMetaData chunk : block.getColumns()) {
          ColumnDescriptor column = schema.getColumnDescription(chunk.getPath().toArray());
          switch (column.getPath()[0]) {
            case StagingSchema.PART, StagingSchema.SOURCE ->
                written(column, schema, block.getRowCount(), codecs).flushToFileWriter(writer);
            default ->
                writer.appendColumnChunk(
                    column,
                    bytes,
                    chunk,
                    null,
                    reader.readColumnIndex(chunk),
                    reader.readOffsetIndex(chunk));
          }
        }
        writer.endBlock();
      }
      writer.end(Map.of());
    } finally {
      codecs.release();
    }
  }

  private ColumnChunkPageWriteStore written(
      ColumnDescriptor column, MessageType schema, long rows, CodecFactory codecs)
      throws IOException {
    MessageType alone = new MessageType(schema.getName(), schema.getType(column.getPath()));
    ColumnChunkPageWriteStore store = PartFile.store(codecs, alone);
    ColumnPages out =
        new ColumnPages(store.getPageWriter(column), column, new ColumnPages.Buffers());
    boolean ofPart = column.getPath()[0].equals(StagingSchema.PART);
    for (long r = 0; r < rows; r++) {
      if (ofPart) {
        out.addLong(part);
      } else {
        out.addInt(source);
      }
    }
    out.end();
    return store;
  }
}
