package dev.prima.jobs.run;

import dev.prima.jobs.extract.TaskPlace;
import dev.prima.jobs.extract.UnitTask;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * Has tasks of extract run by executors, each as a Spark job of one task: Spark tries it again
 * elsewhere when it fails or its executor is lost.
 */
final class ExecutorTasks implements TaskPlace {
  private final JavaSparkContext spark;

  ExecutorTasks(SparkSession spark) {
    this.spark = JavaSparkContext.fromSparkContext(spark.sparkContext());
  }

  /** How many tasks the executors run at a time, as far as they have come up. */
  int slots() {
    return spark.defaultParallelism();
  }

  @Override
  public UnitTask.Outcome run(UnitTask task) {
    spark.sc().setJobDescription(task.told());
    return spark.parallelize(List.of(task), 1).map(ExecutorTasks::here).collect().get(0);
  }

  private static UnitTask.Outcome here(UnitTask task) {
    String host = SparkEnv.get().blockManager().blockManagerId().host();
    return task.run(host, new Configuration());
  }
}
