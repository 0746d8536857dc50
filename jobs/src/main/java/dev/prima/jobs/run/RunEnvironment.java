package dev.prima.jobs.run;

import dev.prima.core.report.Environment;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/** What a run ran on, as its session says it, whatever the config asked for. */
public final class RunEnvironment {
  /** Set where Kubernetes runs the driver: it starts in client mode within a pod of its own. */
  private static final String SUBMITTED = "spark.kubernetes.submitInDriver";

  private RunEnvironment() {}

  /** Of a run that has opened no session, or none yet. */
  public static Environment withoutSession() {
    return new Environment(ToolVersion.text(), null);
  }

  /** Of a run with a session, which may have been stopped since. */
  public static Environment of(SparkSession session) {
    return new Environment(ToolVersion.text(), spark(session));
  }

  /** Of a run that may have opened a session. */
  static Environment ofNullable(@Nullable SparkSession session) {
    return session == null ? withoutSession() : of(session);
  }

  private static Environment.Spark spark(SparkSession session) {
    SparkContext context = session.sparkContext();
    boolean inDriver = context.getConf().getBoolean(SUBMITTED, false);
    return new Environment.Spark(
        context.master(), inDriver ? "cluster" : context.deployMode(), context.applicationId());
  }
}
