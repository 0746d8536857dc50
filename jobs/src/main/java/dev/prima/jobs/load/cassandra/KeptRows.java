package dev.prima.jobs.load.cassandra;

import dev.prima.core.json.Json;
import dev.prima.core.json.JsonValue;
import dev.prima.core.json.JsonValue.JsonObject;
import dev.prima.core.mapping.TargetTable;
import dev.prima.jobs.postgres.PostgresNode;
import dev.prima.jobs.resolve.SupersededLines;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a table that stands in the global store alone, as {@code prima.superseded} of the home
 * node keeps them after a run wrote better copies over them.
 *
 * <p>Shape: that of {@link NodeRows}.
 */
public final class KeptRows {
  private KeptRows() {}

  /** Those that a run kept. */
  public static Dataset<Row> replacedBy(
      SparkSession spark, PostgresNode home, TargetTable table, String runId) {
    return spark.createDataFrame(
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .parallelize(List.of(home), 1)
            .flatMap(node -> read(node, table, runId).iterator()),
        NodeRows.schema(table));
  }

  /**
   * Those that are given.
   *
   * @param kept {@code source_id, row}, the latter JSON
   */
  public static Dataset<Row> of(TargetTable table, Dataset<Row> kept) {
    return kept.sparkSession()
        .createDataFrame(
            kept.toJavaRDD()
                .map(row -> row(table, Json.parse(row.getString(1)).asObject(), row.getInt(0))),
            NodeRows.schema(table));
  }

  private static List<Row> read(PostgresNode home, TargetTable table, String runId) {
    return home.call(
        "read rows that were replaced",
        connection -> {
          List<Row> rows = new ArrayList<>();
          try (PreparedStatement query =
              connection.prepareStatement(
                  "SELECT source_id, row::text FROM prima.superseded WHERE reason = 'replaced' AND"
                      + " table_name = ? AND run_id = ?")) {
            query.setString(1, table.name());
            query.setString(2, runId);
            try (ResultSet row = query.executeQuery()) {
              while (row.next()) {
                rows.add(row(table, Json.parse(row.getString(2)).asObject(), row.getInt(1)));
              }
            }
          }
          return rows;
        });
  }

  private static Row row(TargetTable table, JsonObject kept, int sourceId) {
    int width = table.columns().size();
    @Nullable Object[] row = new @Nullable Object[width + 1];
    for (int c = 0; c < width; c++) {
      JsonValue value = kept.find(table.columns().get(c).name());
      row[c] = value == null ? null : SupersededLines.parse(table.columns().get(c).type(), value);
    }
    row[width] = sourceId;
    return RowFactory.create(row);
  }
}
