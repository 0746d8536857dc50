package dev.prima.jobs.run;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.xxhash64;

import dev.prima.jobs.resolve.Losers;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Rows of a run's sources that lost to a better copy, those included that it did not take up:
 * written by incremental runs for the next one, which must tell them from duplicates, and by runs
 * that took up everything and replaced rows although they were to be incremental.
 *
 * <p>Shape: {@code _table, _source} in the numbering of the run that reads it, {@code row} (a hash
 * of the identity), {@code hash} of the content, {@code rows}. On disk names stand for numbers.
 */
final class LosersRegister {
  private static final StructType TABLES =
      new StructType()
          .add("_table", DataTypes.IntegerType, false)
          .add("table", DataTypes.StringType, false);
  private static final StructType FILES =
      new StructType()
          .add("_source", DataTypes.IntegerType, false)
          .add("file", DataTypes.StringType, false);
  private static final StructType SCHEMA =
      new StructType()
          .add("_table", DataTypes.IntegerType)
          .add("_source", DataTypes.IntegerType)
          .add("row", DataTypes.LongType)
          .add("hash", DataTypes.BinaryType)
          .add("rows", DataTypes.LongType);

  private LosersRegister() {}

  /** A row as the register names it. */
  static Dataset<Row> named(Dataset<Row> copies) {
    return copies
        .groupBy(
            col("_table"),
            col("_source"),
            xxhash64(col("_identity")).as("row"),
            col("_hash").as("hash"))
        .agg(count(lit(1)).as("rows"));
  }

  /** That of the run that this one builds on. */
  static Dataset<Row> of(RunState state, LastRun last) {
    SparkSession spark = state.spark();
    if (TakenUp.read(last.folder()).tellsLosers()) {
      return spark
          .read()
          .parquet(folder(last.stagingRoot(state)))
          .join(tables(state), "table")
          .join(files(state), "file")
          .select("_table", "_source", "row", "hash", "rows");
    }
    return last.superseded()
        ? named(Losers.among(last.copies(state), last.stagingRoot(state) + "/fates"))
        : spark.createDataFrame(List.of(), SCHEMA);
  }

  /**
   * Writes that of this run; overwrites.
   *
   * @param left of the register that it built on, what it did not take up
   * @param own copies that it took up and that lost, shape {@link dev.prima.jobs.resolve.Copies}
   */
  static void write(RunState state, Dataset<Row> left, Dataset<Row> own) {
    left.unionByName(named(own))
        .join(tables(state), "_table")
        .join(files(state), "_source")
        .select("table", "file", "row", "hash", "rows")
        .write()
        .mode(SaveMode.Overwrite)
        .parquet(folder(state.stagingRoot()));
  }

  private static String folder(String stagingRoot) {
    return stagingRoot + "/losers";
  }

  private static Dataset<Row> tables(RunState state) {
    Stream<Row> rows = state.tableNames().stream().map(t -> RowFactory.create(state.number(t), t));
    return state.spark().createDataFrame(rows.toList(), TABLES);
  }

  private static Dataset<Row> files(RunState state) {
    List<Row> rows = new ArrayList<>();
    state.files().forEach(f -> rows.add(RowFactory.create(f.index(), f.path())));
    return state.spark().createDataFrame(rows, FILES);
  }
}
