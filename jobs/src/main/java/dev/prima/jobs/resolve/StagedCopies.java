package dev.prima.jobs.resolve;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.udf;

import dev.prima.jobs.spark.Schemas;
import dev.prima.jobs.staging.CopyColumns;
import dev.prima.jobs.staging.StagedPart;
import dev.prima.jobs.staging.StagingSchema;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Staged rows as {@link Copies}, all tables in one scan: a query that unites a scan for each table
 * takes longer to plan than most tables take to read.
 */
public final class StagedCopies {
  private static final Map<String, Integer> FIELD_IDS =
      Map.of(
          "legacy_id", CopyColumns.LEGACY_ID, "end1", CopyColumns.END1, "end2", CopyColumns.END2);

  private StagedCopies() {}

  /**
   * @param parts of each table, by its number
   */
  public static Dataset<Row> of(SparkSession spark, Map<Integer, List<StagedPart>> parts) {
    String[] paths =
        parts.values().stream().flatMap(List::stream).map(StagedPart::path).toArray(String[]::new);
    if (paths.length == 0) {
      return spark.createDataFrame(List.of(), Copies.SCHEMA);
    }
    PartTables tables = PartTables.of(parts);
    Column table = udf((UDF1<Long, Integer>) tables::of, DataTypes.IntegerType).apply(part());
    Column[] columns =
        Arrays.stream(Copies.SCHEMA.fields())
            .map(f -> column(f, table).cast(f.dataType()).as(f.name()))
            .toArray(Column[]::new);
    return spark.read().schema(read()).parquet(paths).select(columns);
  }

  private static Column part() {
    return col(StagingSchema.PART);
  }

  private static StructType read() {
    StructType schema = new StructType();
    for (StructField field : Copies.SCHEMA.fields()) {
      if (isStaged(field.name())) {
        schema =
            schema.add(
                Schemas.column(
                    field.name(), field.dataType(), FIELD_IDS.getOrDefault(field.name(), 0)));
      }
    }
    return schema;
  }

  private static Column column(StructField field, Column table) {
    return switch (field.name()) {
      case "_table" -> table;
      case "derived" -> lit(false);
      default -> isStaged(field.name()) ? col(field.name()) : lit(null);
    };
  }

  private static boolean isStaged(String column) {
    return StagingSchema.TECHNICAL.contains(column) || FIELD_IDS.containsKey(column);
  }

  /** The number of a part's table: two sorted arrays travel to the tasks, whatever their number. */
  private record PartTables(long[] parts, int[] numbers) implements Serializable {
    private record Numbered(long part, int number) {}

    static PartTables of(Map<Integer, List<StagedPart>> parts) {
      Set<Map.Entry<Integer, List<StagedPart>>> tables = parts.entrySet();
      List<Numbered> sorted =
          tables.stream()
              .flatMap(PartTables::numbered)
              .sorted(Comparator.comparingLong(Numbered::part))
              .toList();
      return new PartTables(
          sorted.stream().mapToLong(Numbered::part).toArray(),
          sorted.stream().mapToInt(Numbered::number).toArray());
    }

    private static Stream<Numbered> numbered(Map.Entry<Integer, List<StagedPart>> table) {
      return table.getValue().stream().map(p -> new Numbered(p.id(), table.getKey()));
    }

    int of(long part) {
      int found = Arrays.binarySearch(parts, part);
      if (found < 0) {
        throw new IllegalStateException("Part " + part + " belongs to no table");
      }
      return numbers[found];
    }
  }
}
