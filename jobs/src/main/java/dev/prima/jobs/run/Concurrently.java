package dev.prima.jobs.run;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Does things at the same time that wait for servers of their own. */
final class Concurrently {
  private Concurrently() {}

  /** Returns when all are done; throws what the first of them in their order has thrown. */
  static void run(List<Runnable> tasks) {
    List<CompletableFuture<Void>> running =
        tasks.stream()
            .map(
                task -> CompletableFuture.runAsync(task, call -> new Thread(call, "store").start()))
            .toList();
    // Nobody is left at work behind the caller's back, also where one has failed.
    running.forEach(task -> task.handle((done, failure) -> done).join());
    for (CompletableFuture<Void> task : running) {
      try {
        task.join();
      } catch (CompletionException e) {
        if (e.getCause() instanceof RuntimeException failure) {
          throw failure;
        }
        throw e;
      }
    }
  }
}
