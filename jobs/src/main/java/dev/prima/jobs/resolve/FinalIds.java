package dev.prima.jobs.resolve;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sequence;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/** The ids under which copies of rows stand in their targets. */
public final class FinalIds {
  private FinalIds() {}

  /**
   * Shape: {@code t} (the number of the table) and {@code id}; a key's may come more than once.
   *
   * @param copies shape {@link Copies}; all that there are of the rows in question
   * @param madeIds true for rows of tables whose final ids are made from identities
   */
  public static Dataset<Row> of(Dataset<Row> copies, Column madeIds) {
    Column byContent = madeIds.and(Resolver.byContent());
    Dataset<Row> keyed =
        copies.filter(not(byContent)).select(col("_table").as("t"), col("_identity").as("id"));
    // A row that stands n times in one file and m times in another stands as often as in either.
    Dataset<Row> made =
        copies
            .filter(byContent)
            .groupBy("_table", "_identity", "_source")
            .count()
            .groupBy("_table", "_identity")
            .agg(max("count").as("n"))
            .select(
                col("_table"),
                col("_identity"),
                explode(sequence(lit(1), col("n").cast(DataTypes.IntegerType))).as("k"))
            .select(col("_table").as("t"), Resolver.id(lit(true), col("k")).as("id"));
    return keyed.unionByName(made);
  }
}
