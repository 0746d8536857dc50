package dev.prima.jobs.spark;

import java.io.Serializable;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Hadoop's settings for tasks. They have more than a thousand entries, and nothing changes them
 * while a context lasts: an executor is sent them once, not with each of its tasks.
 */
public final class HadoopSettings implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final Map<SparkContext, HadoopSettings> SENT =
      Collections.synchronizedMap(new WeakHashMap<>());

  private final Broadcast<SerializableConfiguration> settings;

  private HadoopSettings(Broadcast<SerializableConfiguration> settings) {
    this.settings = settings;
  }

  /** The same object whenever it is asked for. */
  public static HadoopSettings of(SparkContext spark) {
    return SENT.computeIfAbsent(
        spark,
        context ->
            new HadoopSettings(
                JavaSparkContext.fromSparkContext(context)
                    .broadcast(new SerializableConfiguration(context.hadoopConfiguration()))));
  }

  /** To be read alone: tasks that run at the same time share it. */
  public Configuration get() {
    return settings.value().value();
  }
}
