package dev.prima.jobs.load.postgres;

import static java.util.stream.Collectors.toList;

import dev.prima.core.shard.ShardLookup;
import dev.prima.jobs.resolve.PartFates;
import dev.prima.jobs.spark.HadoopSettings;
import dev.prima.jobs.staging.StagedPart;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;

/** Loads the staged parts of tables as Spark tasks, a part at a time. */
public final class PostgresLoad {
  private final SparkSession spark;
  private final Broadcast<ShardLookup> lookup;
  private final int tasks;

  /**
   * @param tasks how many may run at once, each with a connection per node
   */
  public PostgresLoad(SparkSession spark, Broadcast<ShardLookup> lookup, int tasks) {
    this.spark = spark;
    this.lookup = lookup;
    this.tasks = tasks;
  }

  /** A part of one of the tables. */
  private record Assigned(TableParts table, StagedPart part) implements Serializable {}

  /** What became of one. */
  private record Done(String table, LoadedPart part) implements Serializable {}

  /**
   * Loads tables together: a job for each would cost more than the rows of a small one.
   *
   * @return one entry per part by the table's name, in no order; no name of a table without parts
   */
  public Map<String, List<LoadedPart>> load(List<TableParts> tables) {
    List<Assigned> parts =
        tables.stream().flatMap(t -> t.parts().stream().map(p -> new Assigned(t, p))).toList();
    if (parts.isEmpty()) {
      return Map.of();
    }
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    HadoopSettings settings = HadoopSettings.of(spark.sparkContext());
    Broadcast<ShardLookup> map = lookup;
    // Nodes are the same for all of them.
    LoadTarget any = tables.get(0).target();
    context.setJobDescription("load " + told(tables) + " into PostgreSQL");
    // Parts are dealt out, so that a task keeps its connections and no node sees more of them than
    // tasks.
    return context
        .parallelize(parts, Math.min(tasks, parts.size()))
        .mapPartitions(mine -> load(mine, any, map.value(), settings.get()))
        .collect()
        .stream()
        .collect(Collectors.groupingBy(Done::table, Collectors.mapping(Done::part, toList())));
  }

  private static String told(List<TableParts> tables) {
    return tables.get(0).table()
        + (tables.size() == 1 ? "" : " and " + (tables.size() - 1) + " more tables");
  }

  private static Iterator<Done> load(
      Iterator<Assigned> parts, LoadTarget any, ShardLookup lookup, Configuration configuration)
      throws IOException {
    List<Done> done = new ArrayList<>();
    try (NodeConnections connections = new NodeConnections(any.nodes(), any.away())) {
      String current = "";
      PartLoader loader = new PartLoader(any, lookup, connections);
      while (parts.hasNext()) {
        Assigned next = parts.next();
        TableParts table = next.table();
        if (!table.table().equals(current)) {
          current = table.table();
          loader = new PartLoader(table.target(), lookup, connections);
        }
        StagedPart part = next.part();
        PartFates fates = table.fates().ofPart(part.id(), configuration);
        done.add(
            new Done(
                current,
                loader.load(
                    part.id(),
                    () -> StagedLoadRows.open(configuration, table.staged(), part.path(), fates))));
      }
    }
    return done.iterator();
  }
}
