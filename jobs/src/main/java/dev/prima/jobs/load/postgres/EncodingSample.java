package dev.prima.jobs.load.postgres;

import dev.prima.core.mapping.TargetTable;
import dev.prima.jobs.load.postgres.CopyEncoder.Trailer;
import dev.prima.jobs.postgres.PostgresTable;
import dev.prima.jobs.resolve.PartFates;
import dev.prima.jobs.staging.StagedPart;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/**
 * The first staged rows of a table, encoded as they are for a node.
 *
 * @param rows that were encoded
 * @param bytes in the binary format of {@code COPY}
 * @param seconds that reading and encoding took, on one thread
 */
public record EncodingSample(long rows, long bytes, double seconds) {
  private static final int MOST_ROWS = 2_000;
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
        }
      }
    }
    return new EncodingSample(rows, bytes, (System.nanoTime() - begin) / NANOS);
  }

  /** The bytes of so many rows, if they are like these; 0 where there was none. */
  public long bytesOf(long all) {
    return rows == 0 ? 0 : Math.round((double) bytes / rows * all);
  }
}
