package dev.prima.jobs.spark;

import dev.prima.core.mapping.ColumnType;
import dev.prima.core.mapping.TargetTable;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Declared schemas of the datasets that travel between steps. */
public final class Schemas {
  /** The technical columns of staged rows, before the table's own {@code c0, c1, ...}. */
  private static final StructType TECHNICAL =
      new StructType()
          .add("_part", DataTypes.LongType, false)
          .add("_row", DataTypes.IntegerType, false)
          .add("_source", DataTypes.IntegerType, false)
          .add("_identity", DataTypes.BinaryType, false)
          .add("_hash", DataTypes.BinaryType, false)
          .add("_love", DataTypes.DoubleType, false)
          .add("_benefit", DataTypes.DoubleType, false)
          .add("_time", DataTypes.LongType, false);

  private Schemas() {}

  /** Rows of a staged part. */
  public static StructType staged(TargetTable table) {
    StructType schema = TECHNICAL;
    for (int c = 0; c < table.columns().size(); c++) {
      schema = schema.add("c" + c, type(table.columns().get(c).type()), true);
    }
    return schema;
  }

  private static DataType type(ColumnType type) {
    return switch (type) {
      case BIGINT, TIMESTAMPTZ -> DataTypes.LongType;
      case DOUBLE -> DataTypes.DoubleType;
      case BOOLEAN -> DataTypes.BooleanType;
      case TEXT, JSONB -> DataTypes.StringType;
      case BYTEA, UUID, TAGGED -> DataTypes.BinaryType;
    };
  }
}
