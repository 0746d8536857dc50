package dev.prima.jobs.spark;

import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RuntimeConfig;
import org.apache.spark.sql.SparkSession;

/** Makes the one Spark session of a JVM. */
public final class SparkSessions {
  /** The folder in a run's work folder where Spark keeps what does not fit into memory. */
  public static final String SCRATCH = "spark";

  private static final long SMALL_ROWS = 300_000;
  private static final int SMALL_PARTITIONS = 2;
  private static final String SMALL = "prima.small";
  private static final String FACTORY_MODE = "spark.sql.codegen.factoryMode";
  private static final String REDACTED = "spark.redaction.regex";
  private static final String VARIABLES = "spark.prima.variables";

  /**
   * Variables of executors are among it whatever their names are: that is how secrets get there.
   */
  private static final String SECRET =
      "(?i)secret|password|passwd|token|credential|access[.]?key|auth.username"
          + "|spark[.](executorEnv|yarn[.]appMasterEnv|kubernetes[.]driverEnv)";

  private SparkSessions() {}

  /**
   * A session that lasts until it is stopped.
   *
   * @param work where Spark may put its own files
   * @param settings further Spark properties, which win
   */
  public static SparkSession open(String master, Path work, Map<String, String> settings) {
    SparkConf conf = new SparkConf();
    if (!conf.contains("spark.master")) {
      conf.setMaster(master);
    }
    conf.setAppName("prima-migrate");
    // Loopback unless the cluster says otherwise: servers of ours never listen on other addresses.
    if (conf.get("spark.master").startsWith("local")) {
      conf.set("spark.driver.bindAddress", "127.0.0.1").set("spark.driver.host", "127.0.0.1");
      conf.set("spark.ui.enabled", "false");
      conf.set("spark.local.dir", work.resolve(SCRATCH).toString());
    }
    conf.set("spark.sql.session.timeZone", "UTC");
    conf.set("spark.sql.datetime.java8API.enabled", "true");
    conf.set("spark.sql.warehouse.dir", work.resolve("warehouse").toUri().toString());
    conf.set("spark.serializer", "org.apache.spark.serializer.JavaSerializer");
    conf.set("spark.sql.adaptive.coalescePartitions.parallelismFirst", "false");
    // To find out what a column of kept rows could be compressed by costs more than to write it.
    conf.set("spark.sql.inMemoryColumnarStorage.compressed", "false");
    conf.set("spark.sql.cache.serializer", SpoolingSerializer.class.getName());
    // Staged parts of all tables are read in one scan by the field ids of what they share.
    conf.set("spark.sql.parquet.fieldId.read.enabled", "true");
    conf.set("spark.sql.parquet.fieldId.read.ignoreMissing", "true");
    conf.set(REDACTED, redacted(conf.get(REDACTED, "")));
    conf.set("spark.hadoop.fs.file.impl", PlainLocalFileSystem.class.getName());
    passVariables(conf);
    settings.forEach(conf::set);
    return SparkSession.builder().config(conf).getOrCreate();
  }

  /**
   * Gives executors variables of this process where {@code scripts/submit} names them instead of
   * giving their values, which would stand in this process's command line.
   */
  private static void passVariables(SparkConf conf) {
    for (String name : conf.get(VARIABLES, "").split(",")) {
      String value = System.getenv(name);
      if (value != null) {
        conf.set("spark.executorEnv." + name, value);
      }
    }
  }

  /**
   * Whether this JVM is an ApplicationMaster of YARN with the driver in it (cluster mode). It must
   * have a session within {@code spark.yarn.am.waitTime} (100 s), and let it end the JVM.
   */
  public static boolean drivenByYarn() {
    return "yarn".equals(System.getProperty("spark.master"))
        && "cluster".equals(System.getProperty("spark.submit.deployMode"));
  }

  /** What Spark's pages and logs show as stars: ours, and what the cluster hides besides. */
  static String redacted(String others) {
    return others.isEmpty() || others.equals(SECRET) ? SECRET : SECRET + "|" + others;
  }

  /** Stops a session, so that no later one in this thread is taken for it. */
  public static void stop(SparkSession spark) {
    spark.stop();
    SparkSession.clearActiveSession();
    SparkSession.clearDefaultSession();
  }

  /**
   * Suits the session to the size of what comes. For few rows, compiling a query costs more than
   * running it, and every partition costs a task: small runs are interpreted, in few partitions.
   * For jobs on RDDs that holds in this thread, and in those that it starts from now on.
   */
  public static void suit(SparkSession spark, long rows, int shufflePartitions) {
    boolean small = rows < SMALL_ROWS;
    RuntimeConfig conf = spark.conf();
    conf.set(SMALL, small);
    conf.set("spark.sql.codegen.wholeStage", !small);
    String factoryMode = small ? "NO_CODEGEN" : "FALLBACK";
    conf.set(FACTORY_MODE, factoryMode);
    // Tasks of jobs on a query's RDD see what their thread has set, not what the session has.
    spark.sparkContext().setLocalProperty(FACTORY_MODE, factoryMode);
    conf.set("spark.sql.adaptive.enabled", !small);
    // Few rows after a shuffle are one partition; more are as many as can run at once.
    conf.set(
        "spark.sql.adaptive.coalescePartitions.minPartitionNum",
        small ? 1 : Math.min(spark.sparkContext().defaultParallelism(), shufflePartitions));
    conf.set("spark.sql.shuffle.partitions", small ? SMALL_PARTITIONS : shufflePartitions);
  }

  /**
   * The same rows in few partitions where {@link #suit} was told that they are few; no shuffle. For
   * rows that are read from many places and looked at more than once.
   */
  public static Dataset<Row> packed(Dataset<Row> rows) {
    return suitsFew(rows.sparkSession()) ? rows.coalesce(SMALL_PARTITIONS) : rows;
  }

  /** Whether {@link #suit} was told that rows are few. */
  public static boolean suitsFew(SparkSession spark) {
    return Boolean.parseBoolean(spark.conf().get(SMALL, "false"));
  }
}
