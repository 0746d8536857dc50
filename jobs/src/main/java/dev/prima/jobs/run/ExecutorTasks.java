package dev.prima.jobs.run;

import dev.prima.jobs.extract.TaskPlace;
import dev.prima.jobs.extract.UnitTask;
import dev.prima.jobs.spark.HadoopSettings;
import java.time.Duration;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * Has tasks of extract run by executors, each as a Spark job of one task: Spark tries it again
 * elsewhere when it fails or its executor is lost.
 */
final class ExecutorTasks implements TaskPlace {
  private static final Duration COMING_UP = Duration.ofSeconds(30);
  private static final Duration SETTLED = Duration.ofSeconds(2);

  private final JavaSparkContext spark;
  private final HadoopSettings hadoop;

  ExecutorTasks(SparkSession session) {
    spark = JavaSparkContext.fromSparkContext(session.sparkContext());
    hadoop = HadoopSettings.of(session.sparkContext());
  }

  /**
   * How many tasks the executors will run at a time: as many cores as were asked for; where nothing
   * says how many, as have come up once no more do.
   */
  int slots() throws InterruptedException {
    SparkConf conf = spark.getConf();
    int cores = conf.getInt("spark.executor.cores", 1);
    if (conf.contains("spark.executor.instances")) {
      return Math.max(1, conf.getInt("spark.executor.instances", 1) * cores);
    }
    if (conf.contains("spark.cores.max")) {
      return Math.max(1, conf.getInt("spark.cores.max", cores));
    }
    return spark.isLocal() ? spark.defaultParallelism() : slotsThatCameUp();
  }

  private int slotsThatCameUp() throws InterruptedException {
    long end = System.nanoTime() + COMING_UP.toNanos();
    int before = 0;
    int now = spark.defaultParallelism();
    // The driver is counted as an executor, and two slots before there is any.
    while ((now > before || executors() == 0) && System.nanoTime() < end) {
      Thread.sleep(SETTLED.toMillis());
      before = now;
      now = spark.defaultParallelism();
    }
    return now;
  }

  private int executors() {
    return spark.sc().statusTracker().getExecutorInfos().length - 1;
  }

  @Override
  public UnitTask.Outcome run(UnitTask task) {
    HadoopSettings settings = hadoop;
    spark.sc().setJobDescription(task.told());
    return spark
        .parallelize(List.of(task), 1)
        .map(here -> here.run(host(), settings.get()))
        .collect()
        .get(0);
  }

  private static String host() {
    return SparkEnv.get().blockManager().blockManagerId().host();
  }
}
