package dev.prima.jobs.run;

import dev.prima.jobs.extract.TaskPlace;
import dev.prima.jobs.extract.UnitTask;
import java.util.List;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Has tasks of extract run by executors, each as a Spark job of one task: Spark tries it again
 * elsewhere when it fails or its executor is lost.
 */
final class ExecutorTasks implements TaskPlace {
  private final JavaSparkContext spark;

  /** It is large, and the same for all tasks. */
  private final Broadcast<SerializableConfiguration> hadoop;

  ExecutorTasks(SparkSession session) {
    spark = JavaSparkContext.fromSparkContext(session.sparkContext());
    hadoop = spark.broadcast(new SerializableConfiguration(session.sessionState().newHadoopConf()));
  }

  /** How many tasks the executors run at a time, as far as they have come up. */
  int slots() {
    return spark.defaultParallelism();
  }

  @Override
  public UnitTask.Outcome run(UnitTask task) {
    Broadcast<SerializableConfiguration> configuration = hadoop;
    spark.sc().setJobDescription(task.told());
    return spark
        .parallelize(List.of(task), 1)
        .map(here -> here.run(host(), configuration.value().value()))
        .collect()
        .get(0);
  }

  private static String host() {
    return SparkEnv.get().blockManager().blockManagerId().host();
  }
}
