package dev.prima.jobs.spark;

import dev.prima.core.error.PrimaException;
import dev.prima.jobs.staging.Publishing;
import dev.prima.jobs.staging.StagingError;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.columnar.CachedBatch;
import org.apache.spark.sql.execution.columnar.DefaultCachedBatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A partition of a {@link Spool}: one file of columns for each attempt, and one that tells which of
 * them is whole and what lies where in it.
 */
final class SpoolFile {
  private static final Logger LOG = LoggerFactory.getLogger(SpoolFile.class);

  /** What an index holds, lest a file that somebody else has put there runs code. */
  private static final ObjectInputFilter ADMITTED =
      ObjectInputFilter.Config.createFilter(
          "dev.prima.jobs.spark.SpooledBatch;java.lang.*;"
              + "org.apache.spark.sql.catalyst.expressions.GenericInternalRow;"
              + "org.apache.spark.sql.catalyst.InternalRow;"
              + "org.apache.spark.sql.catalyst.expressions.BaseGenericInternalRow;"
              + "org.apache.spark.unsafe.types.UTF8String;!*");

  private final FileSystem files;
  private final Path folder;
  private final Path index;

  SpoolFile(String folder, int partition, Configuration configuration) {
    this.folder = new Path(folder);
    index = new Path(this.folder, "part-" + partition);
    try {
      files = this.folder.getFileSystem(configuration);
    } catch (IOException e) {
      throw new PrimaException(StagingError.READ_FAILED, folder + " cannot be opened", e);
    }
  }

  /** The partition, if it was kept and is whole: a machine that went down may have lost some. */
  Optional<SpooledBatch[]> standing() {
    try {
      if (!files.exists(index)) {
        return Optional.empty();
      }
      SpooledBatch[] batches = told();
      check(batches);
      return Optional.of(batches);
    } catch (IOException e) {
      LOG.warn("{} is damaged; what it held is read again", index, e);
      return Optional.empty();
    }
  }

  private SpooledBatch[] told() throws IOException {
    try (ObjectInputStream in = new ObjectInputStream(files.open(index))) {
      in.setObjectInputFilter(ADMITTED);
      return (SpooledBatch[]) in.readObject();
    } catch (ClassNotFoundException e) {
      throw new IOException("Cannot read " + index, e);
    }
  }

  private void check(SpooledBatch[] batches) throws IOException {
    if (batches.length == 0) {
      return;
    }
    try (FSDataInputStream in = files.open(new Path(batches[0].file()))) {
      for (SpooledBatch batch : batches) {
        if (crc(batch.columns(in, column -> true)) != batch.crc()) {
          throw new IOException("Other bytes than were written, in " + batch.file());
        }
      }
    }
  }

  /**
   * Keeps the partition.
   *
   * @param attempt names its file, unlike that of any other attempt of any process
   */
  SpooledBatch[] write(Iterator<CachedBatch> batches, String attempt) {
    Path data = new Path(folder, "data-" + index.getName() + "-" + attempt);
    try {
      SpooledBatch[] written = written(batches, data);
      commit(written, new Path(folder, "unfinished-" + index.getName() + "-" + attempt));
      return written;
    } catch (IOException | FSError e) {
      throw cleared(
          data,
          new PrimaException(
              StagingError.WRITE_FAILED, "What was read cannot be kept in " + data, e));
    } catch (RuntimeException e) {
      throw cleared(data, e);
    }
  }

  /** The failure, once what the attempt wrote is removed: on an outage there are many attempts. */
  private RuntimeException cleared(Path data, RuntimeException failure) {
    try {
      files.delete(data, false);
    } catch (IOException left) {
      failure.addSuppressed(left);
    }
    return failure;
  }

  private SpooledBatch[] written(Iterator<CachedBatch> batches, Path data) throws IOException {
    List<SpooledBatch> written = new ArrayList<>();
    try (FSDataOutputStream out = files.create(data, true)) {
      while (batches.hasNext()) {
        written.add(write(out, data, (DefaultCachedBatch) batches.next()));
      }
    }
    return written.toArray(SpooledBatch[]::new);
  }

  private static SpooledBatch write(FSDataOutputStream out, Path data, DefaultCachedBatch batch)
      throws IOException {
    byte[][] columns = batch.buffers();
    int[] lengths = new int[columns.length];
    long offset = out.getPos();
    for (int c = 0; c < columns.length; c++) {
      lengths[c] = columns[c].length;
      out.write(columns[c]);
    }
    return new SpooledBatch(
        data.toString(), offset, lengths, crc(columns), batch.numRows(), batch.stats());
  }

  private void commit(SpooledBatch[] batches, Path unfinished) throws IOException {
    try (ObjectOutputStream out = new ObjectOutputStream(files.create(unfinished, true))) {
      out.writeObject(batches);
    }
    Publishing.publish(files, unfinished, index);
  }

  private static long crc(byte[][] columns) {
    CRC32C crc = new CRC32C();
    for (byte[] column : columns) {
      crc.update(column);
    }
    return crc.getValue();
  }
}
