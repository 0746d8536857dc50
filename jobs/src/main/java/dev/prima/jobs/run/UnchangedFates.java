package dev.prima.jobs.run;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import dev.prima.jobs.resolve.ChangedRows;
import dev.prima.jobs.run.TakenUp.Unchanged;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The fates of rows that are as they were when an earlier run took them up: what had lost has lost
 * again, all else is a duplicate of what stands. Each is counted.
 */
final class UnchangedFates {
  private UnchangedFates() {}

  /**
   * By the names of tables.
   *
   * @param copies of rows that are as they were, shape {@link dev.prima.jobs.resolve.Copies}
   * @param rows how many of them each table has
   * @param losers those of them that lost when they were taken up
   */
  static Map<String, Unchanged> of(
      RunState state, Dataset<Row> copies, Map<Integer, Long> rows, Dataset<Row> losers) {
    Map<Integer, Long> registered = new HashMap<>();
    losers
        .groupBy("_table")
        .agg(sum("rows"))
        .collectAsList()
        .forEach(r -> registered.put(r.getInt(0), r.getLong(1)));
    Map<Integer, Unchanged> found = new HashMap<>();
    rows.forEach((table, all) -> found.put(table, new Unchanged(all, 0)));
    if (!registered.isEmpty()) {
      fates(copies, losers)
          .collectAsList()
          .forEach(r -> found.put(r.getInt(0), new Unchanged(r.getLong(1), r.getLong(2))));
    }
    Map<String, Unchanged> unchanged = new TreeMap<>();
    for (String table : state.tableNames()) {
      Unchanged mine = found.getOrDefault(state.number(table), Unchanged.NONE);
      long lost = registered.getOrDefault(state.number(table), 0L);
      if (mine.superseded() != lost) {
        throw new IllegalStateException(
            table
                + ": "
                + lost
                + " rows had lost, and "
                + mine.superseded()
                + " of them are there");
      }
      unchanged.put(table, mine);
    }
    return unchanged;
  }

  /** Rows that nothing is registered of are duplicates; only the others are told apart. */
  private static Dataset<Row> fates(Dataset<Row> copies, Dataset<Row> losers) {
    Dataset<Row> names = losers.select(col("_table"), col("row").as(ChangedRows.ROW)).distinct();
    Dataset<Row> lost = losers.withColumnRenamed("rows", "lost");
    Column superseded = least(col("rows"), col("lost"));
    Dataset<Row> duplicates =
        ChangedRows.without(copies, names)
            .groupBy("_table")
            .agg(count(lit(1)).as("duplicates"), lit(0L).as("superseded"));
    return LosersRegister.named(ChangedRows.only(copies, names))
        .join(lost, asScala(List.of("_table", "_source", "row", "hash")), "left")
        .na()
        .fill(0L, new String[] {"lost"})
        .groupBy("_table")
        .agg(sum(col("rows").minus(superseded)).as("duplicates"), sum(superseded).as("superseded"))
        .unionByName(duplicates)
        .groupBy("_table")
        .agg(sum("duplicates"), sum("superseded"));
  }

  private static Seq<String> asScala(List<String> names) {
    return CollectionConverters.asScala(names).toSeq();
  }
}
