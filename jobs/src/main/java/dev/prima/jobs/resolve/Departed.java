package dev.prima.jobs.resolve;

import static org.apache.spark.sql.functions.col;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Finds rows of the targets of which no copy is staged any more. */
public final class Departed {
  private static final String[] ROW = {"_table", "_identity", "source_id"};

  private Departed() {}

  /**
   * Rows that stand and have no copy.
   *
   * @param standing shape {@link Copies}, of tables with a key
   * @param staged all copies of these tables, in the same shape
   * @param madeIds true for rows of tables whose final ids are made from identities
   */
  public static Dataset<Row> among(Dataset<Row> standing, Dataset<Row> staged, Column madeIds) {
    Dataset<Row> copies = FinalIds.of(staged, madeIds);
    return standing.join(
        copies,
        col("_table").equalTo(col("t")).and(col("_identity").equalTo(col("id"))),
        "left_anti");
  }

  /** Rows that are none of these. */
  public static Dataset<Row> without(Dataset<Row> standing, Dataset<Row> departed) {
    return standing.join(departed.select(col(ROW[0]), col(ROW[1]), col(ROW[2])), ROW, "left_anti");
  }

  /** Rows that are some of these. */
  public static Dataset<Row> only(Dataset<Row> standing, Dataset<Row> departed) {
    return standing.join(departed.select(col(ROW[0]), col(ROW[1]), col(ROW[2])), ROW, "left_semi");
  }
}
