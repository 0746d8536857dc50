package dev.prima.jobs.resolve;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.types.DataTypes;

/**
 * Tells rows of a target that their own file has changed since it brought them: what stands is an
 * earlier state of the row, and no copy beside its later one.
 *
 * @param files the rank of a file, by each {@code source_id} under which it was migrated before
 */
public record EarlierStates(Map<Integer, Integer> files) {
  /** Of a run that does not know the targets, or is the first. */
  public static final EarlierStates NONE = new EarlierStates(Map.of());

  private static final String FILE = "_file";
  private static final String BESIDE = "_beside";

  public EarlierStates {
    files = Map.copyOf(files);
  }

  /**
   * Adds a column that is true for rows of targets of which their file holds another copy, and not
   * this one.
   *
   * @param copies shape {@link Copies}
   * @param group copies of one row
   */
  Dataset<Row> marked(Dataset<Row> copies, WindowSpec group, String name) {
    if (files.isEmpty()) {
      return copies.withColumn(name, lit(false));
    }
    Map<Integer, Integer> known = files;
    Column standing = col("_source").equalTo(Copies.TARGET);
    Column file =
        udf((UDF1<Integer, Integer>) known::get, DataTypes.IntegerType).apply(col("source_id"));
    return copies
        .withColumn(FILE, when(standing, file))
        .withColumn(
            BESIDE,
            collect_set(when(not(standing), struct(col("_source").as("file"), col("_hash"))))
                .over(group))
        .withColumn(
            name,
            coalesce(
                expr("exists(_beside, c -> c.file = _file)")
                    .and(not(expr("exists(_beside, c -> c.file = _file AND c._hash = _hash)"))),
                lit(false)))
        .drop(FILE, BESIDE);
  }
}
