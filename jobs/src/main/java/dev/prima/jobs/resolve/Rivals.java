package dev.prima.jobs.resolve;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sequence;
import static org.apache.spark.sql.functions.xxhash64;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Finds the copies that are not alone: only these have a fate to decide, and in most sources they
 * are few.
 *
 * <p>Rows are held against each other by a hash of the id that they will have as first occurrence,
 * which may take in one too many and never leaves one out.
 */
final class Rivals {
  private static final String TABLE = "_t";
  private static final String HASH = "_h";

  private Rivals() {}

  /**
   * Staged copies with an equal, and the standing rows that they meet.
   *
   * @param staged shape {@link Copies}
   * @param standing rows of the targets in the same shape
   * @param madeIds true for rows of tables whose final ids are made from identities
   */
  static Dataset<Row> among(Dataset<Row> staged, Dataset<Row> standing, Column madeIds) {
    Dataset<Row> all = hashed(staged.unionByName(standing), Resolver.id(madeIds, lit(1)));
    Dataset<Row> crowded =
        all.groupBy(col("_table").as(TABLE), col("_first").as(HASH)).count().filter("count > 1");
    Dataset<Row> rivals = in(all, crowded);
    // A row that stands as the second or a further occurrence is met by no first one.
    Dataset<Row> further =
        rivals
            .filter(madeIds.and(Resolver.byContent()))
            .groupBy("_table", "_identity")
            .count()
            .filter("count > 1")
            .select(
                col("_table"),
                col("_identity"),
                explode(sequence(lit(2), col("count").cast("int"))).as("k"))
            .select(col("_table").as(TABLE), xxhash64(Resolver.id(madeIds, col("k"))).as(HASH));
    Dataset<Row> standingAgain = hashed(standing.filter(madeIds), col("_identity"));
    return rivals.unionByName(in(standingAgain, further)).drop("_first");
  }

  private static Dataset<Row> hashed(Dataset<Row> copies, Column id) {
    return copies.withColumn("_first", xxhash64(id));
  }

  private static Dataset<Row> in(Dataset<Row> copies, Dataset<Row> hashes) {
    return copies.join(
        hashes,
        copies
            .col("_table")
            .equalTo(hashes.col(TABLE))
            .and(copies.col("_first").equalTo(hashes.col(HASH))),
        "left_semi");
  }
}
