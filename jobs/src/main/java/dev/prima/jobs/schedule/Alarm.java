package dev.prima.jobs.schedule;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Tells the time and waits for a moment, unless it is told to stop. Thread-safe. */
class Alarm {
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Clock clock;

  Alarm(Clock clock) {
    this.clock = clock;
  }

  Instant now() {
    return clock.instant();
  }

  /** Returns then, or once it is stopped. */
  void waitUntil(Instant moment) throws InterruptedException {
    long millis = Duration.between(now(), moment).toMillis();
    stop.await(Math.max(1, millis + 1), TimeUnit.MILLISECONDS);
  }

  /** Ends all waiting, now and later. */
  void stop() {
    stop.countDown();
  }

  boolean stopped() {
    return stop.getCount() == 0;
  }
}
