package dev.prima.jobs.postgres;

import java.io.Serializable;
import java.time.Duration;

/**
 * How often to try what fails for a reason that can pass.
 *
 * @param attempts in all, at least 1
 * @param backoff before the second attempt; doubled before each one after it
 */
public record Retry(int attempts, Duration backoff) implements Serializable {
  public static final Retry DEFAULT = new Retry(3, Duration.ofSeconds(1));

  public Retry {
    if (attempts < 1) {
      throw new IllegalArgumentException("Attempts must be at least 1, not " + attempts);
    }
  }

  /** Waits after a failed attempt, counted from 1. */
  public void pause(int failedAttempt) {
    try {
      Thread.sleep(backoff.toMillis() << Math.min(10, failedAttempt - 1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting to try again", e);
    }
  }
}
