package dev.prima.jobs.resolve;

import static org.apache.spark.sql.functions.col;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Staged rows that lost to a better copy. */
public final class Losers {
  private Losers() {}

  /**
   * Copies that had lost when their fates were written.
   *
   * @param copies of one run, whose parts bear numbers of their own whatever their table
   * @param fatesRoot under which that run wrote its fates
   */
  public static Dataset<Row> among(Dataset<Row> copies, String fatesRoot) {
    Dataset<Row> lost =
        Fates.all(copies.sparkSession(), fatesRoot)
            .filter(col("fate").equalTo(Resolver.SUPERSEDED))
            .select(col("_part").as("l_part"), col("_row").as("l_row"));
    return copies.join(
        lost,
        col("_part").equalTo(col("l_part")).and(col("_row").equalTo(col("l_row"))),
        "left_semi");
  }
}
