package dev.prima.jobs.resolve;

import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Copies of rows, reduced to what identifies, ranks and places them.
 *
 * <p>Shape: one row per copy. {@code _part, _row} say where it is staged; {@code _source} is the
 * rank of its file by path, {@link #TARGET} for a row that already stands in a target. {@code
 * _identity} has 16 bytes for a key and 32 for content. {@code end1, end2} are the agents that the
 * row belongs to and points to, {@code legacy_id} the old id of tables whose ids are made. {@code
 * region_id, shard_id, source_id} are set for rows of a target, {@code region_id} also for rows
 * that name their region themselves. The last six say of rows of a target what decides where agents
 * belong: of connections how strong they are, of agents their other harmonies and the region that
 * their source gave them.
 */
public final class Copies {
  /** The source of rows that stand in a target. */
  public static final int TARGET = -1;

  public static final StructType SCHEMA =
      new StructType()
          .add("_part", DataTypes.LongType, false)
          .add("_row", DataTypes.IntegerType, false)
          .add("_source", DataTypes.IntegerType, false)
          .add("_identity", DataTypes.BinaryType, false)
          .add("_hash", DataTypes.BinaryType, false)
          .add("_love", DataTypes.DoubleType, false)
          .add("_benefit", DataTypes.DoubleType, false)
          .add("_time", DataTypes.LongType, false)
          .add("legacy_id", DataTypes.StringType, true)
          .add("end1", DataTypes.StringType, true)
          .add("end2", DataTypes.StringType, true)
          .add("_global", DataTypes.BinaryType, true)
          .add("region_id", DataTypes.StringType, true)
          .add("shard_id", DataTypes.IntegerType, true)
          .add("source_id", DataTypes.IntegerType, true)
          .add("coherence", DataTypes.DoubleType, true)
          .add("derived", DataTypes.BooleanType, false)
          .add("_table", DataTypes.IntegerType, false)
          .add("strength", DataTypes.DoubleType, true)
          .add("interactions", DataTypes.LongType, true)
          .add("trust", DataTypes.DoubleType, true)
          .add("compatibility", DataTypes.DoubleType, true)
          .add("secondary", DataTypes.StringType, true)
          .add("legacy_region", DataTypes.StringType, true);

  private Copies() {}
}
