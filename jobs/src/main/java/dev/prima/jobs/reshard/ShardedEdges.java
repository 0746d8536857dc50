package dev.prima.jobs.reshard;

import static org.apache.spark.sql.functions.col;

import dev.prima.core.error.PrimaException;
import dev.prima.core.json.Json;
import dev.prima.core.json.JsonValue.JsonObject;
import dev.prima.core.partition.PartLimits;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The shards of a graph that was given as a file of edges. */
public final class ShardedEdges {
  private final Dataset<Row> nodes;
  private final Sharding sharding;
  private final EdgesFile.Rows rows;
  private final long begin;

  private ShardedEdges(Dataset<Row> nodes, Sharding sharding, EdgesFile.Rows rows, long begin) {
    this.nodes = nodes;
    this.sharding = sharding;
    this.rows = rows;
    this.begin = begin;
  }

  /**
   * Partitions the graph.
   *
   * @throws PrimaException if the weights add up to more than a long holds
   */
  public static ShardedEdges of(
      SparkSession spark, EdgesFile file, HarmonicSharding solver, int shards) {
    long begin = System.nanoTime();
    EdgesFile.Rows rows = file.measure();
    AgentNumbers.Numbered agents = AgentNumbers.of(file.ends(), List.of("source", "target"));
    try {
      Sharding sharding =
          solver.partition(agents, file.edges(), PartLimits.of(agents.numbers().size(), shards));
      Dataset<Row> ids =
          file.ends()
              .select(col("source").as("node"))
              .union(file.ends().select(col("target").as("node")))
              .distinct();
      JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
      Dataset<Row> nodes =
          ids.filter(col("node").isNotNull())
              .select(col("node"), sharding.shardOf(context, col("node")).as("shard"));
      return new ShardedEdges(nodes, sharding, rows, begin);
    } catch (ArithmeticException e) {
      throw new PrimaException(
          ReshardError.WEIGHTS_TOO_LARGE,
          "The weights of the edges add up to more than 64 bits hold; divide them by a thousand",
          e);
    }
  }

  /**
   * Writes {@code shard-map.parquet} and {@code shard-map.csv} ({@code node, shard}, in the order
   * of nodes) and {@code summary.json}, and returns what stands in the last.
   */
  public JsonObject write(Path folder) {
    try {
      Files.createDirectories(folder);
      Path map = folder.resolve("shard-map.parquet");
      nodes.orderBy("node").write().parquet(map.toUri().toString());
      Dataset<Row> written = nodes.sparkSession().read().parquet(map.toUri().toString());
      csv(written.orderBy("node"), folder.resolve("shard-map.csv"));
      JsonObject summary = summary();
      Files.writeString(folder.resolve("summary.json"), Json.pretty(summary));
      return summary;
    } catch (IOException e) {
      throw new PrimaException(
          ReshardError.CANNOT_WRITE,
          "Cannot write to " + folder + "; make room, or name another folder with --out",
          e);
    }
  }

  private static void csv(Dataset<Row> map, Path file) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      out.write("node,shard\n");
      Iterator<Row> rows = map.toLocalIterator();
      while (rows.hasNext()) {
        Row row = rows.next();
        out.write(quoted(row.getString(0)) + "," + row.getInt(1) + "\n");
      }
    }
  }

  private static String quoted(String text) {
    boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }

  private JsonObject summary() {
    Sharding.Figures figures = sharding.figures();
    return JsonObject.builder()
        .put("nodes", sharding.numbers().size())
        .put("edges", figures.edges())
        .put("shards", sharding.limits().parts())
        .put("edgeCut", rounded(figures.edgeCut()))
        .put("hashEdgeCut", rounded(figures.hashEdgeCut()))
        .put("maxOverMean", rounded(sharding.maxOverMean()))
        .put("seconds", Math.round((System.nanoTime() - begin) / 1e7) / 1e2)
        .put("rows", rows.all())
        .put("rowsLeftOut", rows.all() - rows.counted())
        .build();
  }

  private static double rounded(double value) {
    return Math.round(value * 1e6) / 1e6;
  }
}
