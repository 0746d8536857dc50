package dev.prima.jobs.spark;

import dev.prima.core.error.PrimaException;
import dev.prima.core.mapping.RowValues;
import dev.prima.core.mapping.TargetTable;
import dev.prima.jobs.staging.StagedPart;
import dev.prima.jobs.staging.StagingError;
import java.io.Closeable;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapred.FileSplit;
import org.apache.hadoop.mapreduce.TaskAttemptID;
import org.apache.hadoop.mapreduce.task.TaskAttemptContextImpl;
import org.apache.parquet.hadoop.ParquetInputFormat;
import org.apache.spark.sql.execution.datasources.parquet.ParquetReadSupport;
import org.apache.spark.sql.execution.datasources.parquet.VectorizedParquetRecordReader;
import org.apache.spark.sql.types.StructType;

/**
 * A cursor on the rows of one part, in their order. What {@link #row} gives is valid until {@link
 * #next}. Not thread-safe; the caller closes it.
 *
 * <p>Columns are decoded a batch at a time by Spark's own vectorized reader, at half the cost of
 * assembling rows one by one.
 */
public final class StagedPartReader implements Closeable {
  /** How many texts {@link #copies} gives of each row. */
  public static final int COPY_TEXTS = 3;

  private static final int BATCH_ROWS = 2048;

  /** The order of the technical columns, see {@link Schemas#staged}. */
  private static final int ROW = 1;

  private static final int SOURCE = 2;
  private static final int IDENTITY = 3;
  private static final int HASH = 4;
  private static final int LOVE = 5;
  private static final int BENEFIT = 6;
  private static final int TIME = 7;

  private final String path;
  private final VectorizedParquetRecordReader reader;
  private final VectorRow row;

  private StagedPartReader(String path, VectorizedParquetRecordReader reader, VectorRow row) {
    this.path = path;
    this.reader = reader;
    this.row = row;
  }

  /**
   * Opens a part and stands before its first row.
   *
   * @param path as {@link StagedPart#path} gives it
   */
  public static StagedPartReader open(Configuration configuration, TargetTable table, String path) {
    return open(configuration, Schemas.staged(table), table.columns().size(), path);
  }

  /**
   * The same with no more of each row than what makes it a copy: beside the technical columns the
   * old id and both ends, in place of the table's columns 0 to 2; null where it has none.
   */
  public static StagedPartReader copies(Configuration configuration, String path) {
    return open(configuration, Schemas.COPIES, COPY_TEXTS, path);
  }

  /** The same with {@link #identity} alone, and what comes before it. */
  public static StagedPartReader identities(Configuration configuration, String path) {
    return open(configuration, Schemas.IDENTITIES, 0, path);
  }

  /**
   * @param columns how many the schema has behind the technical ones
   */
  private static StagedPartReader open(
      Configuration configuration, StructType schema, int columns, String path) {
    VectorizedParquetRecordReader reader = new VectorizedParquetRecordReader(false, BATCH_ROWS);
    try {
      Path file = new Path(path);
      long bytes = file.getFileSystem(configuration).getFileStatus(file).getLen();
      reader.initialize(
          new FileSplit(file, 0, bytes, new String[0]),
          new TaskAttemptContextImpl(settings(configuration, schema), new TaskAttemptID()));
      reader.enableReturningBatches();
      return new StagedPartReader(
          path, reader, new VectorRow(reader.resultBatch(), schema.length() - columns));
    } catch (IOException e) {
      throw unreadable(path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unreadable(path, e);
    }
  }

  private static Configuration settings(Configuration configuration, StructType schema) {
    Configuration settings = new Configuration(configuration);
    settings.set(ParquetInputFormat.READ_SUPPORT_CLASS, ParquetReadSupport.class.getName());
    settings.set(ParquetReadSupport.SPARK_ROW_REQUESTED_SCHEMA(), schema.json());
    settings.setBoolean("spark.sql.caseSensitive", true);
    settings.setBoolean("spark.sql.parquet.fieldId.read.enabled", true);
    settings.setBoolean("spark.sql.parquet.fieldId.read.ignoreMissing", true);
    settings.setBoolean("spark.sql.optimizer.nestedSchemaPruning.enabled", false);
    settings.setBoolean("spark.sql.parquet.binaryAsString", false);
    settings.setBoolean("spark.sql.parquet.int96AsTimestamp", false);
    settings.setBoolean("spark.sql.parquet.inferTimestampNTZ.enabled", false);
    settings.setBoolean("spark.sql.legacy.parquet.nanosAsLong", false);
    return settings;
  }

  /** Moves to the next row; false after the last. */
  public boolean next() {
    if (row.next()) {
      return true;
    }
    try {
      boolean more = reader.nextBatch();
      row.start(more ? reader.resultBatch().numRows() : 0);
      return more;
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  /** The target table's columns of the current row. */
  public RowValues row() {
    return row;
  }

  /** Position in the part, from 0. */
  public int rowNumber() {
    return row.technical(ROW).getInt(row.at());
  }

  /** Rank of the source file by path. */
  public int source() {
    return row.technical(SOURCE).getInt(row.at());
  }

  public byte[] identity() {
    return row.technical(IDENTITY).getBinary(row.at());
  }

  public byte[] contentHash() {
    return row.technical(HASH).getBinary(row.at());
  }

  public double love() {
    return row.technical(LOVE).getDouble(row.at());
  }

  public double benefit() {
    return row.technical(BENEFIT).getDouble(row.at());
  }

  /** Microseconds since the epoch. */
  public long time() {
    return row.technical(TIME).getLong(row.at());
  }

  @Override
  public void close() {
    try {
      reader.close();
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  private static PrimaException unreadable(String path, Exception cause) {
    return new PrimaException(
        StagingError.READ_FAILED,
        "Staged part " + path + " cannot be read; start a new run without --resume",
        cause);
  }
}
