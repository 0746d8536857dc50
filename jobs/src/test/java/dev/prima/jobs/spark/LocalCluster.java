package dev.prima.jobs.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/**
 * A session on a standalone cluster of Spark's own, on loopback: a master and two workers with an
 * executor each, these in JVMs of their own, so that all that travels is serialized.
 */
public final class LocalCluster {
  private static final String TWO_WORKERS_OF_ONE_CORE = "local-cluster[2,1,640]";

  private LocalCluster() {}

  /**
   * Opens the session; stopping it stops the cluster.
   *
   * @param work for Spark's own files
   */
  public static SparkSession open(Path work, Map<String, String> settings) throws IOException {
    Map<String, String> conf = new HashMap<>(settings);
    conf.put("spark.home", home(work).toString());
    conf.put("spark.executor.memory", "640m");
    conf.put("spark.executor.extraClassPath", System.getProperty("java.class.path"));
    return SparkSessions.open(TWO_WORKERS_OF_ONE_CORE, work, conf);
  }

  /** As much of an installation as a worker looks for before it starts an executor. */
  private static Path home(Path work) throws IOException {
    Path home = work.resolve("spark-home");
    Files.createDirectories(home.resolve("jars"));
    Files.createDirectories(home.resolve("launcher/target/scala-2.13"));
    return home;
  }
}
