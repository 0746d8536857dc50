package dev.prima.jobs.spark;

import dev.prima.core.mapping.ColumnType;
import dev.prima.core.mapping.RowValues;
import dev.prima.core.mapping.TargetTable;
import dev.prima.jobs.staging.CopyColumns;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

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

  /** What of a staged part's rows makes them copies, whatever its table. */
  static final StructType COPIES =
      TECHNICAL
          .add(column("legacy_id", DataTypes.StringType, CopyColumns.LEGACY_ID))
          .add(column("end1", DataTypes.StringType, CopyColumns.END1))
          .add(column("end2", DataTypes.StringType, CopyColumns.END2));

  /** What identifies a staged part's rows, and the technical columns that come before it. */
  static final StructType IDENTITIES =
      new StructType(Arrays.copyOf(TECHNICAL.fields(), TECHNICAL.fieldIndex("_identity") + 1));

  private Schemas() {}

  /** Rows of a staged part. */
  public static StructType staged(TargetTable table) {
    StructType schema = TECHNICAL;
    for (int c = 0; c < table.columns().size(); c++) {
      DataType type = type(table.columns().get(c).type());
      schema = schema.add(column("c" + c, type, CopyColumns.fieldId(table, c)));
    }
    return schema;
  }

  /** A column that may be null; with a field id other than 0 it is found by that in Parquet. */
  public static StructField column(String name, DataType type, int fieldId) {
    Metadata metadata =
        fieldId == 0
            ? Metadata.empty()
            : new MetadataBuilder().putLong("parquet.field.id", fieldId).build();
    return new StructField(name, type, true, metadata);
  }

  /** A value of a row in the form in which it travels; null for NULL. */
  public static @Nullable Object value(TargetTable table, RowValues row, int c) {
    if (row.isNull(c)) {
      return null;
    }
    return switch (table.columns().get(c).type()) {
      case BIGINT, TIMESTAMPTZ -> row.word(c);
      case DOUBLE -> row.real(c);
      case BOOLEAN -> row.word(c) != 0;
      case TEXT, JSONB -> new String(row.bytes(c), StandardCharsets.UTF_8);
      case BYTEA, UUID, TAGGED -> row.bytes(c);
    };
  }

  /** The form in which values of a column travel. */
  public static DataType type(ColumnType type) {
    return switch (type) {
      case BIGINT, TIMESTAMPTZ -> DataTypes.LongType;
      case DOUBLE -> DataTypes.DoubleType;
      case BOOLEAN -> DataTypes.BooleanType;
      case TEXT, JSONB -> DataTypes.StringType;
      case BYTEA, UUID, TAGGED -> DataTypes.BinaryType;
    };
  }
}
