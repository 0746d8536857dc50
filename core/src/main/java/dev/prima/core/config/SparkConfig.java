package dev.prima.core.config;

import dev.prima.core.settings.Checked;
import dev.prima.core.settings.Findings;
import dev.prima.core.settings.Secret;
import dev.prima.core.settings.Setting;
import dev.prima.core.settings.Settings;
import java.util.LinkedHashMap;
import java.util.Map;

/** The Spark session. */
public record SparkConfig(
    @Setting(
            doc =
                "local[*] runs in this process on all processors; else the master's URL. A master"
                    + " given to spark-submit takes its place.",
            byDefault = "local[*]",
            pattern = "local(\\[.+])?|yarn|spark://\\S+|k8s://\\S+",
            expects = "a Spark master such as local[*], spark://host:7077, k8s://host or yarn",
            example = "spark://host:7077")
        String master,
    @Setting(
            doc =
                "Partitions after a shuffle. 8 suits one machine; take two to three times the"
                    + " executors' cores on a cluster.",
            byDefault = "8",
            min = "1",
            max = "100000")
        int shufflePartitions,
    @Setting(
            doc =
                "Spark's own properties. One whose name speaks of a secret, password, token or"
                    + " access key is env:NAME or file:PATH.",
            example =
                "{spark.executor.memory: 2g, spark.hadoop.fs.s3a.secret.key: 'env:S3_SECRET'}")
        Map<String, String> conf)
    implements Checked {

  /** Properties that hold no secret. */
  public Map<String, String> plainConf() {
    Map<String, String> plain = new LinkedHashMap<>(conf);
    plain.keySet().removeIf(Settings::looksSecret);
    return plain;
  }

  /** Properties to be resolved when the session is made. */
  public Map<String, Secret> secretConf() {
    Map<String, Secret> secrets = new LinkedHashMap<>();
    conf.forEach(
        (name, value) -> {
          if (Settings.looksSecret(name)) {
            secrets.put(name, Secret.parse(value));
          }
        });
    return secrets;
  }

  @Override
  public void check(Findings findings) {
    conf.forEach(
        (name, value) -> {
          if (!name.startsWith("spark.")) {
            findings.problem("conf." + name, "is not a property of Spark: these begin with spark.");
          } else if (Settings.looksSecret(name)) {
            checkSecret(findings, name, value);
          }
        });
  }

  private static void checkSecret(Findings findings, String name, String value) {
    if (Secret.isReference(value)) {
      findings.secret("conf." + name, Secret.parse(value));
    } else {
      findings.problem(
          "conf." + name, "the value is not env:NAME or file:PATH, which say where it is kept");
    }
  }

  /** Without values: some may be secret. */
  @Override
  public String toString() {
    return "SparkConfig[master=" + master + ", conf=" + conf.keySet() + "]";
  }
}
