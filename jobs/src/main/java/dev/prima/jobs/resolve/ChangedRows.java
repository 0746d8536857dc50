package dev.prima.jobs.resolve;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.xxhash64;

import dev.prima.jobs.spark.FlatRows;
import dev.prima.jobs.spark.HadoopSettings;
import dev.prima.jobs.spark.SlicedRows;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.XXH64;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.Platform;

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

  private static final int PAIRS_PER_CORE = 16;

  private static final StructType SUMS =
      new StructType()
          .add("_table", DataTypes.IntegerType, false)
          .add(ROW, DataTypes.LongType, false)
          .add("rows", DataTypes.LongType, false)
          .add("low", DataTypes.LongType, false)
          .add("high", DataTypes.LongType, false);

  /** The seed of Spark's own xxhash64. */
  static final long SEED = 42;

  private ChangedRows() {}

  /** The hash by which a row of this identity is known. */
  static long known(byte[] identity) {
    return XXH64.hashUnsafeBytes(identity, Platform.BYTE_ARRAY_OFFSET, identity.length, SEED);
  }

  /**
   * Rows that differ: {@code _table} and {@value #ROW}, each once. Reads both states side by side;
   * what is alike in a pair goes no further.
   *
   * @param pairs of parts, tables in this run's numbering
   * @param sources the number that a file has in the one state, by that in the other
   */
  public static Dataset<Row> between(SparkSession spark, List<PartPair> pairs, int[] sources) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    HadoopSettings settings = HadoopSettings.of(spark.sparkContext());
    List<List<PartPair>> dealt = dealt(pairs, context.defaultParallelism() * PAIRS_PER_CORE);
    JavaRDD<Row> differences =
        context
            .parallelize(dealt, Math.max(1, dealt.size()))
            .flatMap(mine -> differences(mine, settings.get(), sources));
    return FlatRows.of(spark, differences, SUMS)
        .groupBy("_table", ROW)
        .agg(sum("rows").as("rows"), sum("low").as("low"), sum("high").as("high"))
        .filter("rows <> 0 or low <> 0 or high <> 0")
        .select("_table", ROW);
  }

  /** The largest first, and one to each task in turn. */
  private static List<List<PartPair>> dealt(List<PartPair> pairs, int tasks) {
    List<List<PartPair>> dealt = new ArrayList<>();
    List<PartPair> sorted =
        pairs.stream().sorted(Comparator.comparingLong(PartPair::rows).reversed()).toList();
    for (int i = 0; i < sorted.size(); i++) {
      if (i < tasks) {
        dealt.add(new ArrayList<>());
      }
      dealt.get(i % tasks).add(sorted.get(i));
    }
    return dealt;
  }

  private static Iterator<Row> differences(
      List<PartPair> pairs, Configuration configuration, int[] sources) {
    List<Supplier<SlicedRows.Slice>> slices = new ArrayList<>();
    for (PartPair pair : pairs) {
      slices.add(() -> new PartDifference(configuration, pair, sources));
    }
    return new SlicedRows(slices.iterator());
  }

  /** Staged rows or copies that are some of these; those of one table need no {@code _table}. */
  public static Dataset<Row> only(Dataset<Row> rows, Dataset<Row> changed) {
    Dataset<Row> named = changed.select(col("_table").as("c_table"), col(ROW).as("c_row"));
    return rows.join(
        named, col("_table").equalTo(col("c_table")).and(KNOWN.equalTo(col("c_row"))), "left_semi");
  }

  /**
   * Copies with the mark of their row, null for those without one.
   *
   * @param marks {@code _table}, {@value #ROW} and {@code mark}, each row once
   */
  public static Dataset<Row> marked(Dataset<Row> copies, Dataset<Row> marks) {
    Dataset<Row> named =
        marks.select(col("_table").as("c_table"), col(ROW).as("c_row"), col("mark"));
    return copies
        .withColumn(ROW, KNOWN)
        .join(
            named,
            col("_table").equalTo(col("c_table")).and(col(ROW).equalTo(col("c_row"))),
            "left")
        .drop("c_table", "c_row");
  }
}
