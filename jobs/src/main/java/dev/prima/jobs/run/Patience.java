package dev.prima.jobs.run;

import dev.prima.core.error.PrimaException;
import dev.prima.jobs.cassandra.CassandraCluster;
import dev.prima.jobs.cassandra.CassandraError;
import dev.prima.jobs.postgres.PostgresError;
import dev.prima.jobs.postgres.Retry;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does again what a store broke off for a reason that can pass, within {@code load.retry}. */
final class Patience {
  private static final Logger LOG = LoggerFactory.getLogger(Patience.class);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

  private Patience() {}

  /**
   * Returns what the work does, or throws what it throws at last: as an error of ours where it is
   * one.
   *
   * @param step the name under which reports know it; says how often it was done again
   * @param work may be done twice
   */
  static <T> T with(RunState state, String step, Callable<T> work) throws Exception {
    Retry retry = Retry.of(state.context().config().load().retry());
    for (int attempt = 1; ; attempt++) {
      try {
        return work.call();
      } catch (Exception e) {
        PrimaException known = RunFiles.known(e);
        if (known == null) {
          throw e;
        }
        if (!mayPass(known) || attempt == retry.attempts() || state.cancelled()) {
          throw known;
        }
        Retries.add(state.context().folder(), step, known);
        Duration pause = retry.after(attempt);
        LOG.warn("{}: {}; again in {} ms", step, known.getMessage(), pause.toMillis(), e);
        state
            .context()
            .progress()
            .message(known.getMessage() + "; trying again in " + pause.toMillis() + " ms");
        await(pause, state);
        CassandraCluster.forgetSessions();
      }
    }
  }

  private static void await(Duration pause, RunState state) throws InterruptedException {
    long deadline = System.nanoTime() + pause.toNanos();
    while (System.nanoTime() < deadline && !state.cancelled()) {
      Thread.sleep(BETWEEN_LOOKS.toMillis());
    }
  }

  private static boolean mayPass(PrimaException e) {
    return PostgresError.mayPass(e.error()) || CassandraError.mayPass(e.error());
  }
}
