package dev.prima.jobs.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverTimeoutException;
import com.datastax.oss.driver.api.core.metadata.Metadata;
import com.datastax.oss.driver.internal.core.session.SessionWrapper;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * A session of the driver of which nothing waits without end. Statements have a time limit of the
 * driver's own; opening, closing and reading the schema have none.
 *
 * <p>A refresh of the schema that finds no control connection, as after the last node was lost,
 * fails within the driver without being taken off its list: all later ones of the session queue
 * behind it and never get an answer, also when the node is back. They get one here, and whoever is
 * told wants another session.
 *
 * @see "Java driver 4.18.1, MetadataManager.startSchemaRequest"
 */
final class BoundedSession extends SessionWrapper implements CqlSession {
  /** Several nodes may be tried, each for {@link SessionOpener#CONNECT}. */
  static final Duration OPENING = Duration.ofSeconds(60);

  /** The driver gives up each of its queries of the schema long before. */
  static final Duration SCHEMA = Duration.ofSeconds(30);

  static final Duration CLOSING = Duration.ofSeconds(30);

  private final Duration schema;

  private BoundedSession(CqlSession session, Duration schema) {
    super(session);
    this.schema = schema;
  }

  /** The same session. */
  static CqlSession of(CqlSession session, Duration schema) {
    return new BoundedSession(session, schema);
  }

  /**
   * Opens one. Throws what opening it throws, or {@link DriverTimeoutException}; a session that
   * comes after that is closed.
   */
  static CqlSession open(Supplier<CqlSession> opening, Duration limit) {
    CompletableFuture<CqlSession> coming =
        CompletableFuture.supplyAsync(opening, BoundedSession::inThreadOfItsOwn);
    try {
      return of(coming.get(limit.toMillis(), TimeUnit.MILLISECONDS), SCHEMA);
    } catch (TimeoutException e) {
      coming.thenAccept(CqlSession::forceCloseAsync);
      throw new DriverTimeoutException("No session within " + limit.toSeconds() + " s");
    } catch (InterruptedException e) {
      coming.thenAccept(CqlSession::forceCloseAsync);
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while connecting to Cassandra", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException why) {
        throw why;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  private static void inThreadOfItsOwn(Runnable task) {
    Thread thread = new Thread(task, "connect to Cassandra");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public CompletionStage<Metadata> refreshSchemaAsync() {
    CompletableFuture<Metadata> answer = copy(super.refreshSchemaAsync());
    return answer
        .orTimeout(schema.toMillis(), TimeUnit.MILLISECONDS)
        .exceptionally(
            failure -> {
              throw failure instanceof TimeoutException
                  ? new DriverTimeoutException(
                      "The schema of Cassandra could not be read within "
                          + schema.toSeconds()
                          + " s")
                  : new CompletionException(rootOf(failure));
            });
  }

  private static Throwable rootOf(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  /** What was waited for without an answer goes with the process. */
  @Override
  public CompletionStage<Void> closeAsync() {
    return bounded(super.closeAsync());
  }

  @Override
  public CompletionStage<Void> forceCloseAsync() {
    return bounded(super.forceCloseAsync());
  }

  private static CompletionStage<Void> bounded(CompletionStage<Void> closing) {
    return copy(closing).completeOnTimeout(null, CLOSING.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static <T> CompletableFuture<T> copy(CompletionStage<T> stage) {
    return stage.thenApply(value -> value).toCompletableFuture();
  }
}
