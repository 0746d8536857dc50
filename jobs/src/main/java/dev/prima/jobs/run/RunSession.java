package dev.prima.jobs.run;

import dev.prima.jobs.cassandra.CassandraCluster;
import dev.prima.jobs.spark.SparkSessions;
import java.io.File;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * The Spark session of a run, opened beside its first steps where these leave a core to it, else
 * when it is first asked for. Thread-safe.
 */
final class RunSession implements AutoCloseable {
  /**
   * Opening a session takes seconds of waiting and class loading. It happens while small sources
   * are read, or little of large ones; all of large ones keeps every core busy, so that it would
   * only slow them. YARN does not wait for that.
   */
  private static final long BUSY_BYTES = 64L << 20;

  private final RunContext context;
  private final Destinations destinations;
  private @Nullable CompletableFuture<SparkSession> opening;
  private volatile boolean cancelled;

  RunSession(RunContext context, Destinations destinations) {
    this.context = context;
    this.destinations = destinations;
    if (SparkSessions.drivenByYarn()
        || context.incremental()
        || bytes(context.sources()) < BUSY_BYTES) {
      opening();
    }
  }

  private static long bytes(List<Path> sources) {
    return sources.stream().map(Path::toFile).mapToLong(File::length).sum();
  }

  private synchronized CompletableFuture<SparkSession> opening() {
    CompletableFuture<SparkSession> session = opening;
    if (session == null) {
      // Threads of the common pool do not know the jar that spark-submit was given, and Spark's own
      // threads have from this one what they know.
      session =
          CompletableFuture.supplyAsync(
              () -> open(context, destinations), task -> new Thread(task, "session").start());
      opening = session;
    }
    return session;
  }

  /** A session for a run, which the caller stops. */
  static SparkSession open(RunContext context, Destinations destinations) {
    Map<String, String> settings = new HashMap<>(destinations.cassandra().sparkConf());
    settings.put(
        "spark.sql.shuffle.partitions",
        Integer.toString(context.config().spark().shufflePartitions()));
    settings.putAll(SparkProperties.of(context.config()));
    // Of a run before it in this process: since then nodes may have been away.
    CassandraCluster.forgetSessions();
    return SparkSessions.open(context.config().spark().master(), context.folder().work(), settings);
  }

  SparkSession get() {
    return opening().join();
  }

  /**
   * The session where one was opened, or is being opened and nobody has cancelled it; null for
   * none.
   */
  synchronized @Nullable SparkSession opened() {
    CompletableFuture<SparkSession> session = opening;
    if (session == null || cancelled && !session.isDone()) {
      return null;
    }
    return session.exceptionally(failure -> null).join();
  }

  /** Suits it to so many rows. */
  void suit(long rows) {
    SparkSessions.suit(get(), rows, context.config().spark().shufflePartitions());
  }

  /** Ends what it is doing; waits for nothing. */
  void cancel() {
    cancelled = true;
    CompletableFuture<SparkSession> session;
    synchronized (this) {
      session = opening;
    }
    if (session != null && session.isDone() && !session.isCompletedExceptionally()) {
      session.join().sparkContext().cancelAllJobs();
    }
  }

  @Override
  public synchronized void close() {
    if (opening != null) {
      opening.thenAccept(SparkSession::stop).join();
    }
  }
}
