package dev.prima.jobs.cassandra;

import dev.prima.core.mapping.ColumnType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** The types of columns in the global store, each with the form in which Spark holds its values. */
public enum CqlType {
  BIGINT(DataTypes.LongType),
  INT(DataTypes.IntegerType),
  DOUBLE(DataTypes.DoubleType),
  BOOLEAN(DataTypes.BooleanType),
  /**
   * Milliseconds in the store. In Spark a long, never its timestamp type, which the connector would
   * take through {@code java.sql.Timestamp} and so through the Julian calendar before 1582.
   */
  TIMESTAMP(DataTypes.LongType),
  TEXT(DataTypes.StringType),
  BLOB(DataTypes.BinaryType),
  UUID(DataTypes.BinaryType);

  private final DataType scanned;

  CqlType(DataType scanned) {
    this.scanned = scanned;
  }

  /** As CQL names it. */
  public String cql() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  /**
   * As {@link CassandraScan} gives it: times in microseconds since the epoch, UUIDs as 16 bytes.
   */
  public DataType scanned() {
    return scanned;
  }

  /** The type that holds values of a target column. */
  static CqlType of(ColumnType type) {
    return switch (type) {
      case BIGINT -> BIGINT;
      case DOUBLE -> DOUBLE;
      case BOOLEAN -> BOOLEAN;
      case TIMESTAMPTZ -> TIMESTAMP;
      case TEXT, JSONB -> TEXT;
      case BYTEA -> BLOB;
      case UUID -> UUID;
      case TAGGED ->
          throw new IllegalArgumentException("Values without a type are not for the global store");
    };
  }
}
