package dev.prima.jobs.postgres;

import dev.prima.core.config.LoadConfig;
import java.io.Serializable;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How often to try what fails for a reason that can pass.
 *
 * @param attempts in all, at least 1
 * @param backoff before the second attempt; doubled before each one after it
 * @param longest pause
 */
public record Retry(int attempts, Duration backoff, Duration longest) implements Serializable {
  public static final Retry DEFAULT = new Retry(7, Duration.ofSeconds(1), Duration.ofSeconds(30));

  private static final int MOST_DOUBLINGS = 20;

  public Retry {
    if (attempts < 1) {
      throw new IllegalArgumentException("Attempts must be at least 1, not " + attempts);
    }
  }

  public static Retry of(LoadConfig.Retry config) {
    return new Retry(config.attempts(), config.backoff(), config.maxBackoff());
  }

  /**
   * How long to wait after a failed attempt, counted from 1: at random from half the pause on, so
   * that not all who wait for one server come back to it at once.
   */
  public Duration after(int failedAttempt) {
    long full =
        Math.min(
            longest.toMillis(), backoff.toMillis() << Math.min(MOST_DOUBLINGS, failedAttempt - 1));
    return Duration.ofMillis(ThreadLocalRandom.current().nextLong(full / 2, full + 1));
  }

  /** Waits after a failed attempt. */
  public void pause(int failedAttempt) {
    try {
      Thread.sleep(after(failedAttempt).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting to try again", e);
    }
  }
}
