package dev.prima.jobs.run;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import dev.prima.core.mapping.IdentityHash;
import dev.prima.core.mapping.TargetTable;
import dev.prima.jobs.load.cassandra.GlobalRows;
import dev.prima.jobs.staging.StagingSchema;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataTypes;

/** Rows that load, with their place, their lineage and the id that was made for them. */
final class GlobalWinners {
  private static final int CONTENT_BYTES = 32;

  private GlobalWinners() {}

  static Dataset<Row> of(RunState state, TargetTable table) {
    String name = table.name();
    return placed(state, table, state.fates(name).loaded(state.rows(name)));
  }

  /** Those of a batch. */
  static Dataset<Row> of(RunState state, TargetTable table, GlobalBatch batch) {
    String name = table.name();
    return placed(
        state, table, state.fates(name).loaded(state.rows(name, batch.parts()), batch.ids()));
  }

  private static Dataset<Row> placed(RunState state, TargetTable table, Dataset<Row> loading) {
    UserDefinedFunction occurrence =
        udf((UDF2<byte[], Integer, byte[]>) IdentityHash::occurrence, DataTypes.BinaryType);
    Map<Integer, Integer> ids = state.sourceIds();
    UserDefinedFunction sourceId = udf((UDF1<Integer, Integer>) ids::get, DataTypes.IntegerType);
    Dataset<Row> rows = loading;
    if (table.key().made()) {
      Column identity = col("_identity");
      rows =
          rows.withColumn(
              StagingSchema.column(table, table.key().columns().get(0)),
              when(length(identity).equalTo(CONTENT_BYTES), occurrence.apply(identity, col("k")))
                  .otherwise(identity));
    }
    return GlobalPlaces.add(state, table, rows)
        .withColumn(GlobalRows.SOURCE, sourceId.apply(col("_source")));
  }
}
