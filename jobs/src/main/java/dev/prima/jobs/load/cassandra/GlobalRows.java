package dev.prima.jobs.load.cassandra;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import dev.prima.core.mapping.ColumnType;
import dev.prima.core.mapping.GlobalShape;
import dev.prima.core.mapping.GlobalShape.GlobalColumn;
import dev.prima.core.mapping.GlobalShape.Origin;
import dev.prima.core.mapping.TargetTable;
import dev.prima.jobs.cassandra.CqlType;
import dev.prima.jobs.cassandra.GlobalTable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Turns winners of a target table into rows of its global table.
 *
 * <p>Input, a row per winner: {@code c0..cn}, the target's columns by ordinal (BIGINT and
 * TIMESTAMPTZ long, the latter in microseconds; DOUBLE double; BOOLEAN boolean; TEXT and JSONB
 * string; BYTEA and UUID binary), {@code region_id string}, {@code shard_id int}, {@code source_id
 * int}, and for a table with ends {@code end1_region} and {@code end2_region string}, null for an
 * agent that nobody knows. Further columns are passed over.
 *
 * <p>Output, ready for {@link CassandraLoad}: the global table's columns in their order, times in
 * milliseconds, UUIDs in text. A row of a table with ends stands under each of its ends, once where
 * both are one; a row that crosses nothing stands nowhere where only what crosses is global, and
 * nobody's row (an end that is NULL) stands nowhere either. Expressions over the row alone: no
 * shuffle, and the session's time zone has no say.
 */
public final class GlobalRows {
  public static final String REGION = "region_id";
  public static final String SHARD = "shard_id";
  public static final String SOURCE = GlobalTable.SOURCE;
  public static final String END1_REGION = "end1_region";
  public static final String END2_REGION = "end2_region";

  /** Stands in a key where there is no region or no time. */
  public static final String NONE = "none";

  /** What a place depends on besides the row: no key has it. */
  private static final List<String> PLACE = List.of(REGION, SHARD);

  private static final String SIDE = "_side";
  private static final String END = "end";
  private static final String PEER = "peer";
  private static final UserDefinedFunction UUID_TEXT =
      udf((UDF1<byte[], String>) GlobalRows::uuidText, DataTypes.StringType);

  private static final long MICROS_PER_MILLI = 1000L;
  private static final long MICROS_PER_DAY = 86_400_000_000L;

  private final GlobalTable table;
  private final TargetTable target;
  private final GlobalShape shape;

  private GlobalRows(GlobalTable table) {
    this.table = table;
    this.target = table.target();
    this.shape = table.shape();
  }

  public static GlobalRows of(GlobalTable table) {
    return new GlobalRows(table);
  }

  /** What goes in. */
  public static StructType inputSchema(GlobalTable table) {
    StructType schema = new StructType();
    for (int i = 0; i < table.target().columns().size(); i++) {
      schema = schema.add("c" + i, inputType(table.target().columns().get(i).type()));
    }
    schema =
        schema
            .add(REGION, DataTypes.StringType)
            .add(SHARD, DataTypes.IntegerType)
            .add(SOURCE, DataTypes.IntegerType);
    return table.shape().ends().isEmpty()
        ? schema
        : schema.add(END1_REGION, DataTypes.StringType).add(END2_REGION, DataTypes.StringType);
  }

  /** What comes out. */
  public static StructType schema(GlobalTable table) {
    StructType schema = new StructType();
    for (GlobalTable.Column column : table.columns()) {
      schema =
          schema.add(new StructField(column.name(), outputType(column.type()), true, noMetadata()));
    }
    return schema;
  }

  public Dataset<Row> from(Dataset<Row> winners) {
    Dataset<Row> placed = shape.ends().isEmpty() ? winners : underEnds(winners, isGlobal());
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < shape.columns().size(); i++) {
      GlobalColumn column = shape.columns().get(i);
      columns.add(
          value(column.origin()).cast(outputType(table.columns().get(i).type())).as(column.name()));
    }
    columns.add(col(SOURCE));
    return placed.select(columns.toArray(Column[]::new));
  }

  /** The same rows in the forms in which they are read again. */
  public Dataset<Row> asRead(Dataset<Row> rows) {
    return rows.select(
        table.columns().stream()
            .map(column -> asRead(column).as(column.name()))
            .toArray(Column[]::new));
  }

  private static Column asRead(GlobalTable.Column column) {
    Column written = col(column.name());
    return switch (column.type()) {
      case TIMESTAMP -> written.multiply(lit(MICROS_PER_MILLI));
      case UUID -> uuidBytes(written);
      default -> written;
    };
  }

  /**
   * The keys, in the order of {@link GlobalTable#key}, under which rows would stand if they crossed
   * regions, of those that do not: none of them may stand.
   */
  public Dataset<Row> keysInside(Dataset<Row> rows) {
    return keyed(underEnds(rows, ends().and(not(coalesce(isGlobal(), lit(false))))));
  }

  /**
   * The keys, in the order of {@link GlobalTable#key}, under which rows may stand, whether they
   * cross regions or not. Needs no regions of the ends.
   */
  public Dataset<Row> keys(Dataset<Row> rows) {
    return keyed(shape.ends().isEmpty() ? rows : underEnds(rows, ends()));
  }

  /** The same of rows that do stand by their places: those alone that cross regions. */
  public Dataset<Row> keysStanding(Dataset<Row> rows) {
    return keyed(shape.ends().isEmpty() ? rows : underEnds(rows, isGlobal()));
  }

  /**
   * Whether all copies of a row have one key here: a better copy is then written over the other.
   */
  public boolean keyIsIdentity() {
    return shape.columns().stream()
        .filter(c -> table.key().contains(c.name()))
        .allMatch(c -> target.key().columns().containsAll(inputs(c.origin())));
  }

  private List<String> inputs(Origin origin) {
    if (origin instanceof Origin.Column column) {
      return List.of(column.name());
    }
    if (origin instanceof Origin.End || origin instanceof Origin.Peer) {
      return shape.ends();
    }
    if (origin instanceof Origin.Month month) {
      return List.of(month.column());
    }
    if (origin instanceof Origin.Day day) {
      return List.of(day.column());
    }
    if (origin instanceof Origin.KeyTime time) {
      return List.of(time.column());
    }
    return PLACE;
  }

  private Dataset<Row> keyed(Dataset<Row> all) {
    return all.select(
        table.key().stream()
            .map(
                key ->
                    shape.columns().stream()
                        .filter(c -> c.name().equals(key))
                        .map(c -> value(c.origin()).as(key))
                        .findFirst()
                        .orElseThrow())
            .toArray(Column[]::new));
  }

  private Column ends() {
    return input(shape.ends().get(0)).isNotNull().and(input(shape.ends().get(1)).isNotNull());
  }

  /** Null where a region is unknown, which a filter takes for no. */
  private Column isGlobal() {
    return shape.crossingOnly() ? ends().and(col(END1_REGION).notEqual(col(END2_REGION))) : ends();
  }

  private Dataset<Row> underEnds(Dataset<Row> winners, Column which) {
    Column first = input(shape.ends().get(0));
    Column second = input(shape.ends().get(1));
    Column forth = struct(first.as(END), second.as(PEER));
    Column back = struct(second.as(END), first.as(PEER));
    return winners
        .filter(which)
        .withColumn(
            SIDE, explode(when(first.equalTo(second), array(forth)).otherwise(array(forth, back))));
  }

  private Column value(Origin origin) {
    if (origin instanceof Origin.Column column) {
      return stored(column.name());
    }
    if (origin instanceof Origin.End) {
      return col(SIDE).getField(END);
    }
    if (origin instanceof Origin.Peer) {
      return col(SIDE).getField(PEER);
    }
    if (origin instanceof Origin.Region) {
      return coalesce(col(REGION), lit(NONE));
    }
    if (origin instanceof Origin.Shard) {
      return col(SHARD);
    }
    if (origin instanceof Origin.Month month) {
      return orNone(date(input(month.column())), "%04d-%02d", 2);
    }
    if (origin instanceof Origin.Day day) {
      return orNone(date(input(day.column())), "%04d-%02d-%02d", 3);
    }
    if (origin instanceof Origin.KeyTime time) {
      return coalesce(floorDivided(input(time.column()), MICROS_PER_MILLI), lit(0L));
    }
    throw new IllegalStateException("No expression for " + origin);
  }

  private Column input(String column) {
    return col("c" + target.ordinal(column));
  }

  private Column stored(String name) {
    Column input = input(name);
    return switch (target.columns().get(target.ordinal(name)).type()) {
      case TIMESTAMPTZ -> floorDivided(input, MICROS_PER_MILLI);
      case UUID -> uuidText(input);
      case BIGINT, DOUBLE, BOOLEAN, TEXT, JSONB, BYTEA -> input;
      case TAGGED ->
          throw new IllegalStateException("Values without a type are not for the global store");
    };
  }

  /** The text of a UUID of 16 bytes; null for null. */
  static Column uuidText(Column bytes) {
    return UUID_TEXT.apply(bytes);
  }

  /** The 16 bytes of a UUID in text. */
  static Column uuidBytes(Column text) {
    return functions.unhex(functions.regexp_replace(text, "-", ""));
  }

  private static @Nullable String uuidText(byte @Nullable [] bytes) {
    if (bytes == null) {
      return null;
    }
    ByteBuffer words = ByteBuffer.wrap(bytes);
    return new UUID(words.getLong(), words.getLong()).toString();
  }

  /** Long division that rounds down, exact over all longs; Spark's floor goes through doubles. */
  private static Column floorDivided(Column value, long by) {
    Column rest = functions.pmod(value, lit(by));
    return functions.call_function("div", value.minus(rest), lit(by));
  }

  private static Column date(Column micros) {
    return functions.call_function(
        "date_from_unix_date", floorDivided(micros, MICROS_PER_DAY).cast(DataTypes.IntegerType));
  }

  private static Column orNone(Column date, String format, int parts) {
    Column year = functions.year(date);
    Column[] all = {year, functions.month(date), functions.dayofmonth(date)};
    Column[] some = Arrays.copyOf(all, parts);
    Column[] texts = Arrays.stream(some).map(GlobalRows::twoDigits).toArray(Column[]::new);
    return when(date.isNull(), lit(NONE))
        // The same as by the format, at a fraction of what a formatter takes.
        .when(year.between(1000, 9999), concat_ws("-", texts))
        .otherwise(functions.format_string(format, some));
  }

  private static Column twoDigits(Column number) {
    Column text = number.cast(DataTypes.StringType);
    return when(number.lt(10), concat(lit("0"), text)).otherwise(text);
  }

  private static DataType inputType(ColumnType type) {
    return switch (type) {
      case BIGINT, TIMESTAMPTZ -> DataTypes.LongType;
      case DOUBLE -> DataTypes.DoubleType;
      case BOOLEAN -> DataTypes.BooleanType;
      case TEXT, JSONB -> DataTypes.StringType;
      case BYTEA, UUID, TAGGED -> DataTypes.BinaryType;
    };
  }

  private static DataType outputType(CqlType type) {
    return type == CqlType.UUID ? DataTypes.StringType : type.scanned();
  }

  private static org.apache.spark.sql.types.Metadata noMetadata() {
    return org.apache.spark.sql.types.Metadata.empty();
  }
}
