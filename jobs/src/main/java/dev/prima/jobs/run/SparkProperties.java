package dev.prima.jobs.run;

import dev.prima.core.config.PrimaConfig;
import dev.prima.jobs.config.Secrets;
import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;

/** What the config says under {@code spark.conf}. */
final class SparkProperties {
  private SparkProperties() {}

  /** All of it, secrets in clear: for the session alone. */
  static Map<String, String> of(PrimaConfig config) {
    Map<String, String> properties = new HashMap<>();
    if (config.staging().uri().isEmpty()) {
      // A job that lists files costs more than to list them where they are near.
      properties.put("spark.sql.sources.parallelPartitionDiscovery.threshold", "1000");
    }
    properties.putAll(config.spark().plainConf());
    Secrets secrets = new Secrets(System.getenv());
    config
        .spark()
        .secretConf()
        .forEach((name, secret) -> properties.put(name, secrets.reveal(secret)));
    return properties;
  }

  /**
   * Hadoop's configuration as the session's will be, {@code spark.hadoop.*} of the config and of
   * spark-submit in it: staging is looked at and written to before there is a session.
   */
  static Configuration hadoop(PrimaConfig config) {
    SparkConf conf = new SparkConf();
    of(config).forEach(conf::set);
    return SparkHadoopUtil.get().newConfiguration(conf);
  }
}
