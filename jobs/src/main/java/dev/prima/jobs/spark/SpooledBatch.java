package dev.prima.jobs.spark;

import java.io.IOException;
import java.io.Serializable;
import java.util.function.IntPredicate;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.columnar.SimpleMetricsCachedBatch;

/**
 * Where some rows stand in a file of a {@link Spool}, column by column.
 *
 * @param file a Hadoop URI
 * @param offset where the first column begins
 * @param lengths bytes of each column
 * @param crc CRC-32C of all of them
 * @param stats of the columns, as Spark wants them, by which it passes rows over
 */
record SpooledBatch(
    String file, long offset, int[] lengths, long crc, int numRows, InternalRow stats)
    implements SimpleMetricsCachedBatch, Serializable {

  /**
   * Columns; those that are not wanted are empty.
   *
   * @param in the file
   */
  byte[][] columns(FSDataInputStream in, IntPredicate wanted) throws IOException {
    byte[][] columns = new byte[lengths.length][];
    long at = offset;
    for (int c = 0; c < columns.length; c++) {
      columns[c] = new byte[wanted.test(c) ? lengths[c] : 0];
      in.readFully(at, columns[c]);
      at += lengths[c];
    }
    return columns;
  }
}
