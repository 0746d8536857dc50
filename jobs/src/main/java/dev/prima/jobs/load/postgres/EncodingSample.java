package dev.prima.jobs.load.postgres;

import dev.prima.core.mapping.TargetTable;
import dev.prima.core.plan.Estimate;
import dev.prima.jobs.load.postgres.CopyEncoder.Trailer;
import dev.prima.jobs.postgres.PostgresTable;
import dev.prima.jobs.resolve.PartFates;
import dev.prima.jobs.staging.StagedPart;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/**
 * The first staged rows of a table, encoded as they are for a node.
 *
 * @param rows that were encoded
 * @param bytes in the binary format of {@code COPY}
 * @param secondsPerRow that reading and encoding took on one thread; the range is that of batches
 */
public record EncodingSample(long rows, long bytes, Estimate secondsPerRow) {
  private static final int BATCH = 1_000;
  private static final int MOST_ROWS = 20 * BATCH;
  private static final double NANOS = 1e9;

  /** Of the length that regions' names have. */
  private static final byte[] REGION = "sacred_center".getBytes(StandardCharsets.UTF_8);

  /**
   * Takes it.
   *
   * @param staged the shape in which the parts were written
   * @param typed the shape of the target
   */
  public static EncodingSample take(
      Configuration configuration, TargetTable staged, TargetTable typed, List<StagedPart> parts)
      throws IOException {
    CopyEncoder encoder = new CopyEncoder(new PostgresTable(typed), Trailer.NONE);
    List<Double> batches = new ArrayList<>();
    long begin = System.nanoTime();
    long rows = 0;
    long bytes = 0;
    for (StagedPart part : parts) {
      if (rows == MOST_ROWS) {
        break;
      }
      try (LoadRows from =
          StagedLoadRows.open(configuration, staged, part.path(), PartFates.EMPTY)) {
        while (rows < MOST_ROWS && from.next()) {
          encoder.append(from, 0, REGION, 1, 1, null);
          rows++;
          bytes += encoder.size();
          encoder.clear();
          if (rows % BATCH == 0) {
            long end = System.nanoTime();
            batches.add((end - begin) / NANOS / BATCH);
            begin = end;
          }
        }
      }
    }
    if (batches.isEmpty() && rows > 0) {
      batches.add((System.nanoTime() - begin) / NANOS / rows);
    }
    return new EncodingSample(rows, bytes, range(batches));
  }

  /** Quartiles, for the first batches wait for the compiler and one of many may wait for others. */
  private static Estimate range(List<Double> batches) {
    if (batches.isEmpty()) {
      return Estimate.ZERO;
    }
    List<Double> sorted = batches.stream().sorted().toList();
    int last = sorted.size() - 1;
    return new Estimate(sorted.get(last / 4), sorted.get(last / 2), sorted.get(last - last / 4));
  }

  /** The bytes of so many rows, if they are like these; 0 where there was none. */
  public long bytesOf(long all) {
    return rows == 0 ? 0 : Math.round((double) bytes / rows * all);
  }
}
