package dev.prima.jobs.run;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import dev.prima.core.mapping.Placement;
import dev.prima.core.mapping.TargetTable;
import dev.prima.core.shard.RegionMap;
import dev.prima.core.shard.ShardLookup;
import dev.prima.jobs.load.cassandra.GlobalRows;
import dev.prima.jobs.staging.CopyColumns;
import dev.prima.jobs.staging.StagingSchema;
import java.util.List;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataTypes;

/** Finds the places of rows for the global store by a shard map. */
public final class GlobalPlaces {
  private GlobalPlaces() {}

  /** By the map of the run. */
  static Dataset<Row> add(RunState state, TargetTable table, Dataset<Row> rows) {
    return add(state.lookup(), state.destinations().regions(), table, rows);
  }

  /** Adds the place of a row and the regions of its ends. */
  public static Dataset<Row> add(
      Broadcast<ShardLookup> lookup, RegionMap regions, TargetTable table, Dataset<Row> rows) {
    // Spark copies what it holds for deterministic into filters, and looks up again in each copy.
    UserDefinedFunction region =
        udf(
                (UDF1<String, String>)
                    id -> {
                      long place = lookup.value().find(id);
                      return place == ShardLookup.UNKNOWN
                          ? null
                          : regions.regions().get(ShardLookup.region(place));
                    },
                DataTypes.StringType)
            .asNondeterministic();
    UserDefinedFunction shard =
        udf(
            (UDF1<String, Integer>)
                id -> {
                  long place = lookup.value().find(id);
                  return place == ShardLookup.UNKNOWN ? null : ShardLookup.shard(place);
                },
            DataTypes.IntegerType);
    List<String> ends = table.stores().global().orElseThrow().ends();
    Dataset<Row> ended =
        ends.isEmpty()
            ? rows
            : rows.withColumn(
                    GlobalRows.END1_REGION,
                    region.apply(col(StagingSchema.column(table, ends.get(0)))))
                .withColumn(
                    GlobalRows.END2_REGION,
                    region.apply(col(StagingSchema.column(table, ends.get(1)))));
    return placed(table, regions, ended, region, shard);
  }

  private static Dataset<Row> placed(
      TargetTable table,
      RegionMap regions,
      Dataset<Row> rows,
      UserDefinedFunction region,
      UserDefinedFunction shard) {
    Column noRegion = lit(null).cast(DataTypes.StringType);
    Column noShard = lit(null).cast(DataTypes.IntegerType);
    if (table.placement() instanceof Placement.Home) {
      return rows.withColumn(GlobalRows.REGION, noRegion).withColumn(GlobalRows.SHARD, noShard);
    }
    Column owner = col(StagingSchema.column(table, CopyColumns.ends(table).get(0)));
    if (table.placement() instanceof Placement.LegacyRegion) {
      Column served = owner.isin(regions.regions().toArray());
      return rows.withColumn(GlobalRows.REGION, when(served, owner))
          .withColumn(GlobalRows.SHARD, noShard);
    }
    return rows.withColumn(GlobalRows.REGION, region.apply(owner))
        .withColumn(GlobalRows.SHARD, shard.apply(owner));
  }
}
