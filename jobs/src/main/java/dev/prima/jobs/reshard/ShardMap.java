package dev.prima.jobs.reshard;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.udf;

import dev.prima.core.shard.RegionMap;
import dev.prima.core.shard.ShardLookup;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The map from agents to places, as Parquet in the run's folder.
 *
 * <p>Shape: one row per agent: {@code agent_id}, {@code region_id}, {@code shard_id}, and for
 * agents that leave a place {@code old_region_id}, {@code old_shard_id}, else null.
 */
public final class ShardMap {
  private static final StructType SCHEMA =
      new StructType()
          .add("agent_id", DataTypes.StringType)
          .add("region_id", DataTypes.StringType)
          .add("shard_id", DataTypes.IntegerType);

  private static final UserDefinedFunction LOW =
      udf((UDF1<String, Long>) id -> ShardLookup.lowHash(utf8(id)), DataTypes.LongType);
  private static final UserDefinedFunction HIGH =
      udf((UDF1<String, Long>) id -> ShardLookup.highHash(utf8(id)), DataTypes.LongType);

  private final String folder;

  /**
   * @param folder a Hadoop URI
   */
  public ShardMap(String folder) {
    this.folder = folder;
  }

  /** Writes the map; overwrites. */
  public void write(Dataset<Row> map) {
    map.write().mode(SaveMode.Overwrite).parquet(folder);
  }

  /**
   * Writes a map by which nobody moves; overwrites.
   *
   * @param places {@code agent_id, region_id, shard_id}
   */
  public void keep(Dataset<Row> places) {
    write(
        places
            .withColumn("old_region_id", lit(null).cast(DataTypes.StringType))
            .withColumn("old_shard_id", lit(null).cast(DataTypes.IntegerType)));
  }

  /** {@code agent_id, region_id, shard_id}: where every agent is to be. */
  public Dataset<Row> read(SparkSession spark) {
    return spark.read().schema(SCHEMA).parquet(folder);
  }

  /**
   * The map in memory, for every task. Ids do not travel: 20 bytes an agent do, streamed partition
   * by partition.
   */
  public ShardLookup lookup(SparkSession spark, RegionMap regions) {
    return lookup(read(spark), regions);
  }

  /** The same of any dataset with {@code agent_id, region_id, shard_id}. */
  public static ShardLookup lookup(Dataset<Row> map, RegionMap regions) {
    long agents = map.count();
    ShardLookup.Builder builder = new ShardLookup.Builder((int) Math.min(agents, 1 << 28));
    Iterator<Row> rows =
        map.select(
                LOW.apply(col("agent_id")),
                HIGH.apply(col("agent_id")),
                col("region_id"),
                col("shard_id"))
            .toLocalIterator();
    while (rows.hasNext()) {
      Row row = rows.next();
      int region = regions.ordinal(row.getString(2));
      if (region >= 0) {
        builder.add(row.getLong(0), row.getLong(1), ShardLookup.place(region, row.getInt(3)));
      }
    }
    return builder.build();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
