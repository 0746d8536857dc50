package dev.prima.jobs.run;

import dev.prima.core.error.PrimaException;
import dev.prima.jobs.cassandra.CassandraCluster;
import dev.prima.jobs.cassandra.CassandraError;
import dev.prima.jobs.postgres.PostgresError;
import dev.prima.jobs.postgres.Retry;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A step that is done again where a store failed for a reason that can pass. Every step can be done
 * twice, for a resume does so too, and none does again what a ledger says is in.
 */
final class PatientStep implements RunStep {
  private static final Logger LOG = LoggerFactory.getLogger(PatientStep.class);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

  private final RunStep step;

  PatientStep(RunStep step) {
    this.step = step;
  }

  @Override
  public String name() {
    return step.name();
  }

  @Override
  public long run(RunState state) throws Exception {
    Retry retry = Retry.of(state.context().config().load().retry());
    for (int attempt = 1; ; attempt++) {
      try {
        return step.run(state);
      } catch (Exception e) {
        PrimaException known = RunFiles.known(e);
        if (known == null) {
          throw e;
        }
        if (!mayPass(known) || attempt == retry.attempts() || state.cancelled()) {
          throw known;
        }
        Retries.add(state.context().folder(), StepTimes.reported(name()), known);
        Duration pause = retry.after(attempt);
        LOG.warn("{}: {}; again in {} ms", name(), known.getMessage(), pause.toMillis(), e);
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
