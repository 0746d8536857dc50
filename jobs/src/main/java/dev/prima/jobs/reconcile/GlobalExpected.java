package dev.prima.jobs.reconcile;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import dev.prima.core.mapping.GlobalShape;
import dev.prima.core.mapping.GlobalShape.Origin;
import java.util.function.Predicate;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The rows that Cassandra should hold of the winners of a table: which rows are global, and under
 * which agents they stand.
 *
 * <p>{@code key} is the row's id and the agent under which it stands, {@code hash} what it takes
 * from columns and the other agent.
 *
 * @see "DESIGN.md, Where things land"
 */
final class GlobalExpected {
  private static final DataType SIDES =
      DataTypes.createArrayType(
          new StructType().add("end", DataTypes.StringType).add("peer", DataTypes.StringType));

  private GlobalExpected() {}

  /**
   * @param winners placed
   */
  static Dataset<Row> of(Dataset<Row> winners, Tables tables, Directory directory) {
    Column paired = tables.rowsOfGlobal(g -> !g.ends().isEmpty());
    Column crossingOnly = tables.rowsOfGlobal(GlobalShape::crossingOnly);
    Column first = col("end1");
    Column second = col("end2");
    Column crosses =
        directory
            .region(directory.place(first))
            .notEqual(directory.region(directory.place(second)));
    Column forth = struct(first.as("end"), second.as("peer"));
    Column back = struct(second.as("end"), first.as("peer"));
    Column nobody = lit(null).cast(DataTypes.StringType);
    Column sides =
        when(not(paired), array(struct(nobody.as("end"), nobody.as("peer"))))
            .when(first.isNull().or(second.isNull()), array().cast(SIDES))
            // Null where an agent is unknown.
            .when(crossingOnly.and(not(coalesce(crosses, lit(false)))), array().cast(SIDES))
            .when(first.equalTo(second), array(forth))
            .otherwise(array(forth, back));
    return winners
        .filter(tables.rowsOfGlobal(g -> true))
        .withColumn("side", explode(sides))
        .withColumn("key", concat(col("id"), bytes("side.end")))
        .withColumn("hash", concat(col("_global"), bytes("side.peer")))
        .withColumn("node", lit(null).cast(DataTypes.StringType))
        .withColumn("end", col("side.end"))
        .withColumn("peer", col("side.peer"))
        .drop("side")
        .withColumn(
            "region_id", when(tables.rowsOfGlobal(tells(Origin.Region.class)), col("region_id")))
        .withColumn(
            "shard_id", when(tables.rowsOfGlobal(tells(Origin.Shard.class)), col("shard_id")));
  }

  /** Whether a global table tells the region or the shard of its rows. */
  private static Predicate<GlobalShape> tells(Class<? extends Origin> origin) {
    return shape -> shape.columns().stream().anyMatch(c -> origin.isInstance(c.origin()));
  }

  /** Empty where there is no such agent. */
  private static Column bytes(String text) {
    return coalesce(col(text), lit("")).cast(DataTypes.BinaryType);
  }
}
