package dev.prima.jobs.resolve;

import dev.prima.jobs.spark.HadoopSettings;
import dev.prima.jobs.spark.StagedPartReader;
import dev.prima.jobs.staging.StagedPart;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * How many copies a part holds of rows that changed, and how many of others: counted by identities
 * alone, in half the time that a join over the parts takes.
 *
 * @param table its number
 */
public record ChangedCopies(int table, long part, long changed, long others)
    implements Serializable {
  /** Of more changed rows a hash each is too much for every task. */
  public static final long MOST = 1_000_000;

  private static final int PARTS_PER_CORE = 16;

  private record Part(int table, long id, String path) implements Serializable {}

  /**
   * Counts, part by part; runs jobs.
   *
   * @param parts of each table, by its number
   * @param changed shape {@link ChangedRows}, {@value #MOST} at most
   */
  public static List<ChangedCopies> of(
      SparkSession spark, Map<Integer, List<StagedPart>> parts, Dataset<Row> changed) {
    List<Part> all = new ArrayList<>();
    parts.forEach((table, its) -> its.forEach(p -> all.add(new Part(table, p.id(), p.path()))));
    if (all.isEmpty()) {
      return List.of();
    }
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    Broadcast<Map<Integer, long[]>> hashes = context.broadcast(hashes(changed));
    HadoopSettings settings = HadoopSettings.of(spark.sparkContext());
    try {
      return context
          .parallelize(all, Math.min(all.size(), context.defaultParallelism() * PARTS_PER_CORE))
          .map(
              part ->
                  counted(
                      part, hashes.value().getOrDefault(part.table, new long[0]), settings.get()))
          .collect();
    } finally {
      hashes.destroy();
    }
  }

  /** Of each table ascending. */
  private static Map<Integer, long[]> hashes(Dataset<Row> changed) {
    Map<Integer, LongStream.Builder> tables = new HashMap<>();
    for (Row row : changed.select("_table", ChangedRows.ROW).collectAsList()) {
      tables.computeIfAbsent(row.getInt(0), t -> LongStream.builder()).add(row.getLong(1));
    }
    Map<Integer, long[]> hashes = new HashMap<>();
    tables.forEach((table, builder) -> hashes.put(table, builder.build().sorted().toArray()));
    return hashes;
  }

  private static ChangedCopies counted(Part part, long[] hashes, Configuration configuration) {
    long changed = 0;
    long others = 0;
    try (StagedPartReader reader = StagedPartReader.identities(configuration, part.path)) {
      while (reader.next()) {
        if (Arrays.binarySearch(hashes, ChangedRows.known(reader.identity())) >= 0) {
          changed++;
        } else {
          others++;
        }
      }
    }
    return new ChangedCopies(part.table, part.id, changed, others);
  }
}
