package dev.prima.jobs.plan;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import dev.prima.core.plan.LargePartition;
import dev.prima.jobs.cassandra.GlobalTable;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Finds Cassandra partitions that a run would make too large.
 *
 * @param mostRows that a partition should hold
 */
public record LargePartitions(long mostRows) {
  /**
   * What operators of Cassandra keep partitions below.
   *
   * @see <a href="https://cassandra.apache.org/doc/5.0/cassandra/developing/data-modeling/">
   *     Cassandra: evaluating and refining data models, partition size</a>
   */
  public static final LargePartitions RECOMMENDED = new LargePartitions(100_000);

  /** The largest are enough to see what is wrong. */
  private static final int SHOWN = 20;

  /**
   * Those of one table, the largest first; runs a job.
   *
   * @param rows as they would be written
   */
  public List<LargePartition> among(GlobalTable table, Dataset<Row> rows) {
    List<String> names = table.shape().partitionKey();
    Column[] key = names.stream().map(n -> col(n)).toArray(Column[]::new);
    return rows
        .groupBy(key)
        .agg(count(lit(1)).as("rows"))
        .filter(col("rows").gt(mostRows))
        .orderBy(col("rows").desc())
        .limit(SHOWN)
        .collectAsList()
        .stream()
        .map(
            row ->
                new LargePartition(
                    table.name(),
                    IntStream.range(0, names.size())
                        .mapToObj(i -> names.get(i) + " " + row.get(i))
                        .collect(Collectors.joining(", ")),
                    row.getLong(names.size())))
        .toList();
  }
}
