package dev.prima.jobs.load.postgres;

import dev.prima.core.mapping.TargetTable;
import dev.prima.core.shard.ShardLookup;
import dev.prima.jobs.resolve.Fates;
import dev.prima.jobs.resolve.PartFates;
import dev.prima.jobs.staging.StagedPart;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/** Loads the staged parts of a table as Spark tasks, a part at a time. */
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

  /**
   * Loads a table.
   *
   * @param staged the shape in which the parts were written
   * @return one entry per part, in no order
   */
  public List<LoadedPart> load(
      LoadTarget target, TargetTable staged, List<StagedPart> parts, Fates fates) {
    if (parts.isEmpty()) {
      return List.of();
    }
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    SerializableConfiguration configuration =
        new SerializableConfiguration(spark.sessionState().newHadoopConf());
    Broadcast<ShardLookup> map = lookup;
    context.setJobDescription("load " + target.table().name() + " into PostgreSQL");
    // Parts are dealt out, so that a task keeps its connections and no node sees more of them than
    // tasks.
    return context
        .parallelize(parts, Math.min(tasks, parts.size()))
        .mapPartitions(
            mine -> load(target, staged, mine, fates, map.value(), configuration.value()))
        .collect();
  }

  private static Iterator<LoadedPart> load(
      LoadTarget target,
      TargetTable staged,
      Iterator<StagedPart> parts,
      Fates fates,
      ShardLookup lookup,
      Configuration configuration)
      throws Exception {
    List<LoadedPart> loaded = new ArrayList<>();
    try (PartLoader loader = new PartLoader(target, lookup)) {
      while (parts.hasNext()) {
        StagedPart part = parts.next();
        PartFates partFates = fates.ofPart(part.id(), configuration);
        loaded.add(
            loader.load(
                part.id(),
                () -> StagedLoadRows.open(configuration, staged, part.path(), partFates)));
      }
    }
    return loaded.iterator();
  }
}
