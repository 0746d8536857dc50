package dev.prima.jobs.staging;

import dev.prima.core.error.PrimaException;
import dev.prima.core.mapping.RowValues;
import dev.prima.core.mapping.TargetTable;
import java.io.Closeable;
import java.io.IOException;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.api.InitContext;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.RecordMaterializer;
import org.apache.parquet.schema.MessageType;

/**
 * A cursor on the rows of one part, in their order. What {@link #row} gives is valid until {@link
 * #next}. Not thread-safe; the caller closes it.
 */
public final class StagedPartReader implements Closeable {
  private final String path;
  private final ParquetReader<RowSlots> reader;
  private final RowSlots slots;

  private StagedPartReader(String path, ParquetReader<RowSlots> reader, RowSlots slots) {
    this.path = path;
    this.reader = reader;
    this.slots = slots;
  }

  /**
   * Opens a part and stands before its first row.
   *
   * @param path as {@link StagedPart#path} gives it
   */
  public static StagedPartReader open(Configuration configuration, TargetTable table, String path) {
    RowSlots slots = new RowSlots(table.columns().size());
    try {
      InputFile file = HadoopInputFile.fromPath(new Path(path), configuration);
      return new StagedPartReader(
          path,
          new Builder(file, new SlotSupport(table, slots)).withConf(configuration).build(),
          slots);
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  /** Moves to the next row; false after the last. */
  public boolean next() {
    try {
      return reader.read() != null;
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  /** The target table's columns of the current row. */
  public RowValues row() {
    return slots;
  }

  /** Position in the part, from 0. */
  public int rowNumber() {
    return (int) slots.technicalWord(1);
  }

  /** Rank of the source file by path. */
  public int source() {
    return (int) slots.technicalWord(2);
  }

  public byte[] identity() {
    return slots.technicalBytes(3);
  }

  public byte[] contentHash() {
    return slots.technicalBytes(4);
  }

  public double love() {
    return Double.longBitsToDouble(slots.technicalWord(5));
  }

  public double benefit() {
    return Double.longBitsToDouble(slots.technicalWord(6));
  }

  /** Microseconds since the epoch. */
  public long time() {
    return slots.technicalWord(7);
  }

  @Override
  public void close() {
    try {
      reader.close();
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  private static PrimaException unreadable(String path, IOException cause) {
    return new PrimaException(
        StagingError.READ_FAILED,
        "Staged part " + path + " cannot be read; start a new run without --resume",
        cause);
  }

  private static final class Builder extends ParquetReader.Builder<RowSlots> {
    private final SlotSupport support;

    Builder(InputFile file, SlotSupport support) {
      super(file);
      this.support = support;
    }

    @Override
    protected ReadSupport<RowSlots> getReadSupport() {
      return support;
    }
  }

  private static final class SlotSupport extends ReadSupport<RowSlots> {
    private final TargetTable table;
    private final RowSlots slots;

    SlotSupport(TargetTable table, RowSlots slots) {
      this.table = table;
      this.slots = slots;
    }

    @Override
    public ReadContext init(InitContext context) {
      return new ReadContext(StagingSchema.of(table));
    }

    @Override
    public RecordMaterializer<RowSlots> prepareForRead(
        Configuration configuration,
        Map<String, String> keyValueMetaData,
        MessageType fileSchema,
        ReadContext readContext) {
      return new RecordMaterializer<>() {
        @Override
        public RowSlots getCurrentRecord() {
          return slots;
        }

        @Override
        public GroupConverter getRootConverter() {
          return slots;
        }
      };
    }
  }
}
