package dev.prima.jobs.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RetryTest {
  private static final int TIMES = 200;

  private final Retry retry = new Retry(9, Duration.ofSeconds(1), Duration.ofSeconds(30));

  @Test
  void pausesDoubleUpToTheLongestAndAreNeverBelowHalf() {
    long[] full = {1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000};
    for (int failed = 1; failed <= full.length; failed++) {
      for (int i = 0; i < TIMES; i++) {
        assertThat(retry.after(failed).toMillis())
            .isBetween(full[failed - 1] / 2, full[failed - 1]);
      }
    }
  }

  @Test
  void pausesDifferSoThatNotAllComeBackAtOnce() {
    Set<Duration> pauses = new HashSet<>();
    for (int i = 0; i < TIMES; i++) {
      pauses.add(retry.after(5));
    }
    assertThat(pauses).hasSizeGreaterThan(TIMES / 2);
  }
}
