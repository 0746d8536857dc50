package dev.prima.jobs.run;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import dev.prima.core.mapping.EdgeWeight;
import dev.prima.core.mapping.Edges;
import dev.prima.core.mapping.TargetTable;
import dev.prima.jobs.staging.StagingSchema;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The rows that are edges, of all tables of which the mapping says so. */
final class PresentEdges {
  private static final StructType CONNECTIONS =
      new StructType()
          .add("a", DataTypes.StringType)
          .add("b", DataTypes.StringType)
          .add("strength", DataTypes.DoubleType)
          .add("interactions", DataTypes.LongType)
          .add("trust", DataTypes.DoubleType)
          .add("compatibility", DataTypes.DoubleType)
          .add("weight", DataTypes.DoubleType);
  private static final StructType MESSAGES =
      new StructType()
          .add("a", DataTypes.StringType)
          .add("b", DataTypes.StringType)
          .add("at", DataTypes.LongType);

  private final RunState state;
  private final Present present;

  PresentEdges(RunState state, Present present) {
    this.state = state;
    this.present = present;
  }

  /** {@code a, b, strength, interactions, trust, compatibility, weight}; either of the latter. */
  Dataset<Row> connections() {
    Dataset<Row> all = state.spark().createDataFrame(List.of(), CONNECTIONS);
    for (TargetTable table : state.context().catalog().connecting(Edges.Resonance.class)) {
      all =
          all.unionByName(
              resonating(table, Objects.requireNonNull(table.edges(Edges.Resonance.class))));
    }
    for (TargetTable table : state.context().catalog().connecting(Edges.Weighted.class)) {
      all =
          all.unionByName(
              weighted(table, Objects.requireNonNull(table.edges(Edges.Weighted.class))));
    }
    return all;
  }

  private Dataset<Row> resonating(TargetTable table, Edges.Resonance edges) {
    Dataset<Row> loading =
        present
            .loading(table)
            .select(
                col(StagingSchema.column(table, edges.first())).as("a"),
                col(StagingSchema.column(table, edges.second())).as("b"),
                col(StagingSchema.column(table, edges.strength())).as("strength"),
                col(StagingSchema.column(table, edges.interactions())).as("interactions"),
                col(StagingSchema.column(table, edges.trust())).as("trust"),
                col(StagingSchema.column(table, edges.compatibility())).as("compatibility"));
    if (state.standing().any()) {
      loading =
          loading.unionByName(
              present
                  .staying(table)
                  .select(
                      col("end1").as("a"),
                      col("end2").as("b"),
                      col("strength"),
                      col("interactions"),
                      col("trust"),
                      col("compatibility")));
    }
    return loading.withColumn("weight", lit(null).cast("double"));
  }

  private Dataset<Row> weighted(TargetTable table, Edges.Weighted edges) {
    EdgeWeight weight = new EdgeWeight(table, edges);
    List<String> names = List.copyOf(edges.weight().columns());
    UserDefinedFunction weigh =
        udf(
            (UDF1<Row, Double>)
                row -> {
                  Map<String, Double> values = new HashMap<>();
                  for (int i = 0; i < names.size(); i++) {
                    if (!row.isNullAt(i)) {
                      values.put(names.get(i), row.getDouble(i));
                    }
                  }
                  return weight.of(values);
                },
            DataTypes.DoubleType);
    Column values =
        names.isEmpty()
            ? struct(lit(1.0))
            : struct(
                names.stream()
                    .map(n -> col(StagingSchema.column(table, n)).cast("double"))
                    .toArray(Column[]::new));
    Dataset<Row> loading =
        present
            .loading(table)
            .select(
                col(StagingSchema.column(table, edges.first())).as("a"),
                col(StagingSchema.column(table, edges.second())).as("b"),
                weigh.apply(values).as("weight"));
    if (state.standing().any()) {
      loading =
          loading.unionByName(
              present
                  .staying(table)
                  .select(col("end1").as("a"), col("end2").as("b"), col("strength").as("weight")));
    }
    return loading
        .filter(col("weight").isNotNull())
        .select(
            col("a"),
            col("b"),
            lit(null).cast("double").as("strength"),
            lit(null).cast("long").as("interactions"),
            lit(null).cast("double").as("trust"),
            lit(null).cast("double").as("compatibility"),
            col("weight"));
  }

  /** {@code a, b, at}: from, to (null for all), and when, in microseconds; null if unknown. */
  Dataset<Row> messages() {
    Dataset<Row> all = state.spark().createDataFrame(List.of(), MESSAGES);
    for (TargetTable table : state.context().catalog().connecting(Edges.Exchange.class)) {
      all =
          all.unionByName(
              exchanged(table, Objects.requireNonNull(table.edges(Edges.Exchange.class))));
    }
    return all;
  }

  private Dataset<Row> exchanged(TargetTable messages, Edges.Exchange edges) {
    Column at = when(col("_time").notEqual(lit(Long.MIN_VALUE)), col("_time")).as("at");
    Dataset<Row> loading =
        present
            .loading(messages)
            .select(
                col(StagingSchema.column(messages, edges.first())).as("a"),
                col(StagingSchema.column(messages, edges.second())).as("b"),
                at);
    if (!state.standing().any()) {
      return loading;
    }
    return loading.unionByName(
        present.staying(messages).select(col("end1").as("a"), col("end2").as("b"), at));
  }
}
