package dev.prima.jobs.run;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.monotonically_increasing_id;
import static org.apache.spark.sql.functions.shiftright;

import dev.prima.jobs.resolve.ChangedRows;
import dev.prima.jobs.staging.StagedPart;
import dev.prima.jobs.staging.StagingSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.types.DataTypes;

/**
 * The rows that an incremental run takes up, staged once more as parts of their own, so that all
 * that comes after them reads no others.
 */
final class ChangedParts {
  /** Above the ids of read parts and below those of derived ones. */
  private static final long FIRST_ID = 1L << 39;

  private static final int BITS_OF_PART = 16;

  /** Few, for parts are loaded side by side. */
  private static final long ROWS_PER_PART = 20_000;

  /**
   * A row of a partition has its number in the lower bits of its id, the partition in the upper.
   */
  private static final int BITS_OF_ROW = 33;

  private ChangedParts() {}

  private static String folder(RunState state, String table) {
    return state.stagingFolder("changed-rows", table);
  }

  private static long firstId(RunState state, String table) {
    return FIRST_ID + ((long) state.number(table) << BITS_OF_PART);
  }

  /** Those of a table; none of one that no source holds rows of. */
  static List<StagedPart> of(RunState state, String table) {
    if (!state.tableNames().contains(table)) {
      return List.of();
    }
    return WrittenParts.in(
        folder(state, table), table, firstId(state, table), state.layout().configuration());
  }

  /**
   * Writes them; overwrites.
   *
   * @param changed shape {@link ChangedRows}
   * @param taken how many copies of them are in which part, by the number of the table
   */
  static void write(RunState state, Dataset<Row> changed, Map<Integer, Map<Long, Long>> taken) {
    List<Runnable> writing = new ArrayList<>();
    for (String table : state.tableNames()) {
      int number = state.number(table);
      Map<Long, Long> rows = taken.getOrDefault(number, Map.of());
      if (!rows.isEmpty()) {
        List<StagedPart> parts =
            state.parts(table).stream().filter(part -> rows.containsKey(part.id())).toList();
        Dataset<Row> mine = changed.filter(col("_table").equalTo(number));
        Dataset<Row> staged = state.rows(table, parts).withColumn("_table", lit(number));
        long some = rows.values().stream().mapToLong(Long::longValue).sum();
        writing.add(() -> write(state, table, ChangedRows.only(staged, mine), some));
      }
    }
    Concurrently.run(writing);
  }

  private static void write(RunState state, String table, Dataset<Row> rows, long some) {
    Column id = monotonically_increasing_id();
    rows.drop("_table")
        .repartition((int) (some / ROWS_PER_PART) + 1)
        .withColumn("_id", id)
        .withColumn(
            StagingSchema.PART, shiftright(col("_id"), BITS_OF_ROW).plus(firstId(state, table)))
        .withColumn(
            StagingSchema.ROW,
            col("_id").bitwiseAND((1L << BITS_OF_ROW) - 1).cast(DataTypes.IntegerType))
        .drop("_id")
        .write()
        .mode(SaveMode.Overwrite)
        .parquet(folder(state, table));
  }
}
