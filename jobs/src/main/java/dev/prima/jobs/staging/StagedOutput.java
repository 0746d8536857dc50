package dev.prima.jobs.staging;

import java.io.Closeable;
import java.io.IOException;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.util.HadoopStreams;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A file for Parquet, made by {@link StagingLayout#create}; replaces what stands there. Closes what
 * it opened, which Parquet's writer does only if all goes well.
 */
final class StagedOutput implements OutputFile, Closeable {
  private final StagingLayout layout;
  private final Path file;
  private @Nullable FSDataOutputStream open;

  StagedOutput(StagingLayout layout, Path file) {
    this.layout = layout;
    this.file = file;
  }

  @Override
  public PositionOutputStream create(long blockSizeHint) throws IOException {
    return createOrOverwrite(blockSizeHint);
  }

  @Override
  public PositionOutputStream createOrOverwrite(long blockSizeHint) throws IOException {
    FSDataOutputStream stream = layout.create(file);
    open = stream;
    return HadoopStreams.wrap(stream);
  }

  @Override
  public boolean supportsBlockSize() {
    return false;
  }

  @Override
  public long defaultBlockSize() {
    return 0;
  }

  @Override
  public String getPath() {
    return file.toString();
  }

  @Override
  public void close() throws IOException {
    if (open != null) {
      open.close();
    }
  }
}
