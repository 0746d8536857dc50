package dev.prima.jobs.staging;

import java.io.Serializable;

/**
 * One finished Parquet file of staged rows: the unit of work of the steps after extract.
 *
 * @param id {@code unit * 4096 + chunk}; the same whenever the same plan is carried out again
 * @param table canonical name
 * @param path absolute, with scheme, as {@code new Path(path)} takes it
 * @param rows how many rows are in it, at least one
 */
public record StagedPart(long id, String table, String path, long rows) implements Serializable {
  /** The most chunks of one unit. */
  public static final int CHUNKS_PER_UNIT = 4096;

  public static long id(int unit, int chunk) {
    if (chunk < 0 || chunk >= CHUNKS_PER_UNIT) {
      throw new IllegalArgumentException("Chunk " + chunk + " of unit " + unit + " has no part id");
    }
    return (long) unit * CHUNKS_PER_UNIT + chunk;
  }
}
