package dev.prima.jobs.resolve;

import static org.apache.spark.sql.functions.col;

import dev.prima.core.json.Json;
import dev.prima.core.json.JsonValue;
import dev.prima.core.json.JsonValue.JsonArray;
import dev.prima.core.mapping.TargetTable;
import dev.prima.jobs.cassandra.CassandraCluster;
import dev.prima.jobs.cassandra.CassandraScan;
import dev.prima.jobs.cassandra.GlobalTable;
import dev.prima.jobs.spark.Schemas;
import dev.prima.jobs.staging.StagingSchema;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Copies that lost, of tables that stand in Cassandra alone, to be kept in {@code prima.superseded}
 * of the home node: there is no node of their own where the load could keep them.
 *
 * <p>Shape: {@code content_hash} (binary), {@code key}, {@code source_id}, {@code reason}, {@code
 * row} (JSON).
 */
public final class GlobalLosers implements Serializable {
  private static final long serialVersionUID = 1L;

  public static final StructType SCHEMA =
      new StructType()
          .add("content_hash", DataTypes.BinaryType)
          .add("key", DataTypes.StringType)
          .add("source_id", DataTypes.IntegerType)
          .add("reason", DataTypes.StringType)
          .add("row", DataTypes.StringType);

  private static final String IDENTITY = "_identity";
  private static final int TECHNICAL = StagingSchema.TECHNICAL.size();

  private final TargetTable table;

  public GlobalLosers(TargetTable table) {
    this.table = table;
  }

  /**
   * Staged rows that lost to a better copy.
   *
   * @param superseded staged rows
   * @param sourceIds {@code source_id} by the index of the source
   */
  public Dataset<Row> superseded(Dataset<Row> superseded, Map<Integer, Integer> sourceIds) {
    int source = StagingSchema.TECHNICAL.indexOf(StagingSchema.SOURCE);
    int hash = StagingSchema.TECHNICAL.indexOf(StagingSchema.HASH);
    JavaRDD<Row> rows =
        superseded
            .toJavaRDD()
            .map(
                row ->
                    loser(
                        row.get(hash),
                        sourceIds.get(row.getInt(source)),
                        "superseded",
                        c -> row.get(TECHNICAL + c)));
    return superseded.sparkSession().createDataFrame(rows, SCHEMA);
  }

  /**
   * Rows that stand and that better copies are about to be written over.
   *
   * @param better staged rows that replace, with {@code _identity}
   */
  public Dataset<Row> replaced(Dataset<Row> better, CassandraCluster cluster) {
    GlobalTable global = GlobalTable.of(table);
    Dataset<Row> scanned = CassandraScan.of(cluster, global).once(better.sparkSession());
    StructType schema = scanned.schema();
    Dataset<Row> standing =
        better
            .sparkSession()
            .createDataFrame(
                scanned.toJavaRDD().mapPartitions(found -> standing(found, global, schema)),
                SCHEMA.add(IDENTITY, DataTypes.BinaryType));
    Dataset<Row> wanted = better.select(col(IDENTITY).as("_better"));
    return standing
        .join(wanted, standing.col(IDENTITY).equalTo(wanted.col("_better")), "left_semi")
        .drop(IDENTITY);
  }

  private Iterator<Row> standing(Iterator<Row> found, GlobalTable global, StructType schema) {
    GlobalRowValues values = new GlobalRowValues(table, global.shape(), schema);
    CopyShape shape = new CopyShape(table);
    int source = schema.fieldIndex(GlobalTable.SOURCE);
    Function<Row, Row> loser =
        row -> {
          values.at(row);
          Row copy = shape.ofTarget(values, CopyShape.Place.NONE);
          Row kept =
              loser(
                  copy.get(StagingSchema.TECHNICAL.indexOf(StagingSchema.HASH)),
                  row.isNullAt(source) ? -1 : row.getInt(source),
                  "replaced",
                  c -> Schemas.value(table, values, c));
          return RowFactory.create(
              kept.get(0),
              kept.get(1),
              kept.get(2),
              kept.get(3),
              kept.get(4),
              copy.get(StagingSchema.TECHNICAL.indexOf(StagingSchema.IDENTITY)));
        };
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return found.hasNext();
      }

      @Override
      public Row next() {
        return loser.apply(found.next());
      }
    };
  }

  private Row loser(
      @Nullable Object hash,
      @Nullable Integer sourceId,
      String reason,
      IntFunction<@Nullable Object> valueAt) {
    return RowFactory.create(
        hash, key(valueAt), sourceId, reason, Json.write(SupersededLines.values(table, valueAt)));
  }

  /** The key's text, a JSON array where it has several columns. */
  private String key(IntFunction<@Nullable Object> valueAt) {
    List<String> parts =
        table.key().columns().stream()
            .map(k -> String.valueOf(valueAt.apply(table.ordinal(k))))
            .toList();
    return parts.size() == 1
        ? parts.get(0)
        : Json.write(new JsonArray(parts.stream().<JsonValue>map(JsonValue::of).toList()));
  }
}
