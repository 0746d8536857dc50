package dev.prima.jobs.resolve;

import static org.apache.spark.sql.functions.col;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** How many rows of each table have which fate, counted in one query over all tables. */
public final class FateCounts {
  private record Count(int table, String fate, int source, boolean replaces, long rows) {}

  private final List<Count> counts;

  private FateCounts(List<Count> counts) {
    this.counts = counts;
  }

  /** Counts the fates that were written under a root; runs a job. */
  public static FateCounts read(SparkSession spark, String root) {
    List<Count> counts = new ArrayList<>();
    for (Row row :
        Fates.all(spark, root)
            .groupBy("_table", "fate", "_source", "replaces")
            .count()
            .collectAsList()) {
      counts.add(
          new Count(
              row.getInt(0), row.getString(1), row.getInt(2), row.getBoolean(3), row.getLong(4)));
    }
    return new FateCounts(counts);
  }

  /**
   * Rows of the sources that lost.
   *
   * @param winner the source of the best copy, {@link Copies#TARGET} for a row that stands
   * @param rule by which it is the better
   */
  public record Win(int table, int winner, String rule, long rows) {}

  /**
   * Who took precedence over rows of the sources, and why; runs a job.
   *
   * @param sources how many there are: rows of others are derived
   */
  public static List<Win> wins(SparkSession spark, String root, int sources) {
    return Fates.all(spark, root)
        .filter(col("fate").equalTo(Resolver.SUPERSEDED).and(col("_source").lt(sources)))
        .groupBy("_table", "winner", "rule")
        .count()
        .collectAsList()
        .stream()
        .map(r -> new Win(r.getInt(0), r.getInt(1), r.getString(2), r.getLong(3)))
        .sorted(
            Comparator.comparingInt(Win::table)
                .thenComparingInt(Win::winner)
                .thenComparing(Win::rule))
        .toList();
  }

  /**
   * Staged rows that load, by table, counted one by one; runs a job.
   *
   * @param staged shape {@link Copies}
   * @param root under which fates were written
   */
  public static Map<Integer, Long> loaded(Dataset<Row> staged, String root) {
    return byTable(loading(staged, root));
  }

  /** Rows by table; runs a job. */
  public static Map<Integer, Long> byTable(Dataset<Row> copies) {
    Map<Integer, Long> counts = new HashMap<>();
    for (Row row : copies.groupBy("_table").count().collectAsList()) {
      counts.put(row.getInt(0), row.getLong(1));
    }
    return counts;
  }

  /** Staged rows that load. */
  public static Dataset<Row> loading(Dataset<Row> staged, String root) {
    Dataset<Row> lost =
        Fates.all(staged.sparkSession(), root)
            .filter(col("fate").notEqual(Resolver.LOADED))
            .select(col("_table").as("_ft"), col("_part").as("_fp"), col("_row").as("_fr"));
    return staged.join(
        lost,
        staged
            .col("_table")
            .equalTo(lost.col("_ft"))
            .and(staged.col("_part").equalTo(lost.col("_fp")))
            .and(staged.col("_row").equalTo(lost.col("_fr"))),
        "left_anti");
  }

  /** Rows of these sources that are equal to one that was taken. */
  public long duplicates(int table, IntPredicate sources) {
    return of(table, Resolver.DUPLICATE, sources);
  }

  /** Rows of these sources that lost to a better copy. */
  public long superseded(int table, IntPredicate sources) {
    return of(table, Resolver.SUPERSEDED, sources);
  }

  /** Rows of a target whose place a better copy takes. */
  public long replaced(int table) {
    return counts.stream().filter(c -> c.table == table && c.replaces).mapToLong(Count::rows).sum();
  }

  private long of(int table, String fate, IntPredicate sources) {
    return counts.stream()
        .filter(c -> c.table == table && c.fate.equals(fate) && sources.test(c.source))
        .mapToLong(Count::rows)
        .sum();
  }
}
