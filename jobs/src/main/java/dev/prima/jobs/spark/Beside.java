package dev.prima.jobs.spark;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * Work that is done beside the caller's, in a thread of its own: planning one query and waiting for
 * a server leave room for another. Closing it waits until the work has ended, so that nothing goes
 * on behind the back of a caller who failed.
 */
public final class Beside<T> implements AutoCloseable {
  private final CompletableFuture<T> running;

  private Beside(CompletableFuture<T> running) {
    this.running = running;
  }

  /** Starts it; the session and the job description of the caller's thread are inherited. */
  public static <T> Beside<T> start(Supplier<T> work) {
    return new Beside<>(
        CompletableFuture.supplyAsync(work, task -> new Thread(task, "beside").start()));
  }

  /** Waits for what it gives; throws what it has thrown. */
  public T get() {
    try {
      return running.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw e;
    }
  }

  @Override
  public void close() {
    running.handle((done, failure) -> true).join();
  }
}
