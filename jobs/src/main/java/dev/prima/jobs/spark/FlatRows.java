package dev.prima.jobs.spark;

import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/**
 * Rows of many millions that tasks make, as a dataset. What {@code createDataFrame} does for each
 * row besides, an encoder that serves any type and a copy, takes as long as to read the row; here
 * texts change their form, and nothing else is looked at.
 */
public final class FlatRows {
  private FlatRows() {}

  /**
   * The same rows.
   *
   * @param rows of text, binary, numbers and booleans, each value just as the schema says: another
   *     fails in the task that takes it
   */
  public static Dataset<Row> of(SparkSession spark, JavaRDD<Row> rows, StructType schema) {
    JavaRDD<InternalRow> internal = rows.map(FlatRows::internal);
    return spark.internalCreateDataFrame(internal.rdd(), schema, false);
  }

  private static InternalRow internal(Row row) {
    @Nullable Object[] values = new @Nullable Object[row.length()];
    for (int i = 0; i < values.length; i++) {
      Object value = row.get(i);
      values[i] = value instanceof String text ? UTF8String.fromString(text) : value;
    }
    return new GenericInternalRow(values);
  }
}
