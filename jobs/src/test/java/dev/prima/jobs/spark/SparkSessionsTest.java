package dev.prima.jobs.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.apache.spark.util.Utils;
import org.junit.jupiter.api.Test;
import scala.Tuple2;

class SparkSessionsTest {
  @Test
  void sparksPagesShowNoVariableOfAnExecutorAndNoKey() {
    assertThat(shown("spark.executorEnv.PG_HOME", "")).isNotEqualTo("value");
    assertThat(shown("spark.yarn.appMasterEnv.PG_HOME", "")).isNotEqualTo("value");
    assertThat(shown("spark.kubernetes.driverEnv.PG_HOME", "")).isNotEqualTo("value");
    assertThat(shown("spark.hadoop.fs.s3a.access.key", "")).isNotEqualTo("value");
    assertThat(shown("spark.hadoop.fs.s3a.secret.key", "")).isNotEqualTo("value");
    assertThat(shown("spark.executor.memory", "")).isEqualTo("value");
  }

  @Test
  void whatAClusterHidesStaysHidden() {
    assertThat(shown("spark.ours.pin", "")).isEqualTo("value");
    assertThat(shown("spark.ours.pin", "(?i)pin$")).isNotEqualTo("value");
    assertThat(shown("spark.executorEnv.PG_HOME", "(?i)pin$")).isNotEqualTo("value");
    Pattern twice = Pattern.compile(SparkSessions.redacted(SparkSessions.redacted("")));
    assertThat(twice.pattern()).isEqualTo(SparkSessions.redacted(""));
  }

  /** By Spark's own redaction, as its environment page does it. */
  private static String shown(String property, String others) {
    SparkConf conf =
        new SparkConf(false).set("spark.redaction.regex", SparkSessions.redacted(others));
    return Utils.redact(conf, scalaList(new Tuple2<>(property, "value"))).head()._2();
  }

  private static scala.collection.immutable.Seq<Tuple2<String, String>> scalaList(
      Tuple2<String, String> only) {
    return scala.collection.immutable.List$.MODULE$
        .<Tuple2<String, String>>empty()
        .$colon$colon(only);
  }
}
