package dev.prima.jobs.reconcile;

import static org.apache.spark.sql.functions.col;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Iterator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * The file that lists differences, a line each in the order of tables and keys, those of PostgreSQL
 * first. It is there once it is {@linkplain #finish finished}, if it has any line. Not thread-safe.
 */
final class DiscrepancyFile implements AutoCloseable {
  private static final long LINES_AT_ONCE = 20_000;

  private final Depth.Listing listing;
  private final Path passing;
  private @Nullable BufferedWriter out;
  private long listed;
  private long found;

  DiscrepancyFile(Depth.Listing listing) {
    this.listing = listing;
    passing = listing.file().resolveSibling("." + listing.file().getFileName() + ".tmp");
  }

  /**
   * Adds lines, so many at a time that the driver can hold them.
   *
   * @param told with {@code _table, key, line}, kept
   */
  void append(Dataset<Row> told) {
    long lines = told.count();
    if (lines == 0) {
      return;
    }
    found += lines;
    Iterator<Row> sorted =
        told.repartitionByRange((int) (lines / LINES_AT_ONCE) + 1, col("_table"), col("key"))
            .sortWithinPartitions("_table", "key", "line")
            .select("line")
            .toLocalIterator();
    try {
      if (out == null) {
        out = Files.newBufferedWriter(passing);
      }
      for (long n = 0; n < listing.most() && sorted.hasNext(); n++, listed++) {
        out.write(sorted.next().getString(0));
        out.write('\n');
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + passing, e);
    }
  }

  /** How many were not listed, for there were more than may be. */
  long left() {
    return found - listed;
  }

  /** Puts the file in its place; removes one of an earlier attempt where nothing differs now. */
  void finish() {
    try {
      if (out == null) {
        Files.deleteIfExists(listing.file());
      } else {
        out.close();
        Files.move(passing, listing.file(), StandardCopyOption.ATOMIC_MOVE);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + listing.file(), e);
    }
  }

  /** Leaves no half of a file behind. */
  @Override
  public void close() {
    try {
      if (out != null) {
        out.close();
        Files.deleteIfExists(passing);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + passing, e);
    }
  }
}
