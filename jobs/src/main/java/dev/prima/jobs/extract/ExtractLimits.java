package dev.prima.jobs.extract;

import java.io.Serializable;

/**
 * How much is done at a time.
 *
 * @param rangeRows rows of one unit, about
 * @param chunkRows most rows of one chunk, which is one part
 * @param chunkBytes most bytes of one chunk in memory, but for one row that is larger by itself
 */
public record ExtractLimits(long rangeRows, int chunkRows, long chunkBytes)
    implements Serializable {
  public static final ExtractLimits DEFAULT = new ExtractLimits(500_000, 100_000, 32L << 20);

  public ExtractLimits {
    if (rangeRows < 1 || chunkRows < 1 || chunkBytes < 1) {
      throw new IllegalArgumentException("Limits must be positive");
    }
  }
}
