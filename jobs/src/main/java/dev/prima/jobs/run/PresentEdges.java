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
import java.util.function.BiFunction;
import java.util.stream.Stream;
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
    Dataset<Row> none = state.spark().createDataFrame(List.of(), CONNECTIONS);
    return all(
        all(none, Edges.Resonance.class, this::resonating), Edges.Weighted.class, this::weighted);
  }

  /** {@code a, b, at}: from, to (null for all), and when, in microseconds; null if unknown. */
  Dataset<Row> messages() {
    return all(
        state.spark().createDataFrame(List.of(), MESSAGES), Edges.Exchange.class, this::exchanged);
  }

  /** These, and the edges of every table that has some of a kind. */
  private <T extends Edges> Dataset<Row> all(
      Dataset<Row> edges, Class<T> kind, BiFunction<TargetTable, T, Dataset<Row>> of) {
    Dataset<Row> all = edges;
    for (TargetTable table : state.context().catalog().connecting(kind)) {
      all = all.unionByName(of.apply(table, Objects.requireNonNull(table.edges(kind))));
    }
    return all;
  }

  /**
   * The ends of a table's edges as {@code a} and {@code b}, and more of them.
   *
   * @param loading what more of rows that load
   * @param staying the same of rows that stand and stay
   */
  private Dataset<Row> ends(
      TargetTable table, Edges edges, List<Column> loading, List<Column> staying) {
    Dataset<Row> rows =
        present
            .loading(table)
            .select(
                columns(
                    col(StagingSchema.column(table, edges.first())),
                    col(StagingSchema.column(table, edges.second())),
                    loading));
    if (!state.standing().any()) {
      return rows;
    }
    return rows.unionByName(
        present.staying(table).select(columns(col("end1"), col("end2"), staying)));
  }

  private static Column[] columns(Column first, Column second, List<Column> more) {
    return Stream.concat(Stream.of(first.as("a"), second.as("b")), more.stream())
        .toArray(Column[]::new);
  }

  private Dataset<Row> resonating(TargetTable table, Edges.Resonance edges) {
    return ends(
            table,
            edges,
            List.of(
                col(StagingSchema.column(table, edges.strength())).as("strength"),
                col(StagingSchema.column(table, edges.interactions())).as("interactions"),
                col(StagingSchema.column(table, edges.trust())).as("trust"),
                col(StagingSchema.column(table, edges.compatibility())).as("compatibility")),
            List.of(col("strength"), col("interactions"), col("trust"), col("compatibility")))
        .withColumn("weight", lit(null).cast(DataTypes.DoubleType));
  }

  private Dataset<Row> weighted(TargetTable table, Edges.Weighted edges) {
    return ends(
            table,
            edges,
            List.of(weight(table, edges).as("weight")),
            List.of(col("strength").as("weight")))
        .filter(col("weight").isNotNull())
        .withColumn("strength", lit(null).cast(DataTypes.DoubleType))
        .withColumn("interactions", lit(null).cast(DataTypes.LongType))
        .withColumn("trust", lit(null).cast(DataTypes.DoubleType))
        .withColumn("compatibility", lit(null).cast(DataTypes.DoubleType));
  }

  private static Column weight(TargetTable table, Edges.Weighted edges) {
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
    return weigh.apply(
        names.isEmpty()
            ? struct(lit(1.0))
            : struct(
                names.stream()
                    .map(n -> col(StagingSchema.column(table, n)).cast(DataTypes.DoubleType))
                    .toArray(Column[]::new)));
  }

  private Dataset<Row> exchanged(TargetTable messages, Edges.Exchange edges) {
    Column at = when(col("_time").notEqual(lit(Long.MIN_VALUE)), col("_time")).as("at");
    return ends(messages, edges, List.of(at), List.of(at));
  }
}
