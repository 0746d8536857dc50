package dev.prima.jobs.resolve;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.negate;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.xxhash64;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Finds the rows by which two states of the same files differ: those of which a copy came, went or
 * is another one.
 *
 * <p>Rows are known by a hash of their identity, which may take in one too many and never leaves
 * one out; what is held against each other are two sums of hashes of all that decides about a copy.
 */
public final class ChangedRows {
  /** The hash by which a row is known, beside {@code _table}. */
  public static final String ROW = "_changed";

  private static final Column KNOWN = xxhash64(col("_identity"));

  private ChangedRows() {}

  /**
   * Rows that differ: {@code _table} and {@value #ROW}, each once. Shuffles both states, a few
   * bytes a row.
   *
   * @param now and
   * @param then shape {@link Copies}, with one numbering of tables and of sources
   */
  public static Dataset<Row> between(Dataset<Row> now, Dataset<Row> then) {
    Column copy =
        xxhash64(
            col("_source"),
            col("_hash"),
            col("_love"),
            col("_benefit"),
            col("_time"),
            col("legacy_id"),
            col("end1"),
            col("end2"));
    Column again = xxhash64(col("_hash"), col("_identity"), col("_source"), col("_time"));
    return told(now, lit(1L), copy, again)
        .unionByName(told(then, lit(-1L), negate(copy), negate(again)))
        .groupBy("_table", ROW)
        .agg(sum("rows").as("rows"), sum("low").as("low"), sum("high").as("high"))
        .filter("rows <> 0 or low <> 0 or high <> 0")
        .select("_table", ROW);
  }

  private static Dataset<Row> told(Dataset<Row> copies, Column rows, Column low, Column high) {
    return copies.select(
        col("_table"), KNOWN.as(ROW), rows.as("rows"), low.as("low"), high.as("high"));
  }

  /** Staged rows or copies that are some of these; those of one table need no {@code _table}. */
  public static Dataset<Row> only(Dataset<Row> rows, Dataset<Row> changed) {
    return joined(rows, changed, "left_semi");
  }

  /** Copies that are none of these. */
  public static Dataset<Row> without(Dataset<Row> rows, Dataset<Row> changed) {
    return joined(rows, changed, "left_anti");
  }

  /** How many copies are some of these: {@code _table}, whether they are, and their number. */
  public static Dataset<Row> counted(Dataset<Row> rows, Dataset<Row> changed) {
    return joined(rows, changed, "left")
        .groupBy(col("_table"), col("c_row").isNotNull())
        .agg(count(lit(1)));
  }

  private static Dataset<Row> joined(Dataset<Row> rows, Dataset<Row> changed, String how) {
    Dataset<Row> named = changed.select(col("_table").as("c_table"), col(ROW).as("c_row"));
    return rows.join(
        named, col("_table").equalTo(col("c_table")).and(KNOWN.equalTo(col("c_row"))), how);
  }
}
