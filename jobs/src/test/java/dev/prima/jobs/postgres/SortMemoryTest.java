package dev.prima.jobs.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SortMemoryTest {
  private static final long GB = 1L << 30;

  @ParameterizedTest
  @ValueSource(longs = {1, GB / 10, GB, 10 * GB, 100 * GB, 224 * GB})
  void allRunsAreMergedInOnePass(long bytes) {
    long memory = SortMemory.megabytes(bytes) << 20;
    // tuplesort.c of PostgreSQL 17: MERGE_BUFFER_SIZE, and two TAPE_BUFFER_OVERHEADs.
    long merged = memory / (32 * 8192 + 2 * 8192);
    assertThat(merged).isGreaterThanOrEqualTo(bytes / memory);
  }

  @Test
  void smallTablesAreSortedInTheCacheAndNoneTakesAllMemory() {
    assertThat(SortMemory.megabytes(1)).isEqualTo(8);
    assertThat(SortMemory.megabytes(1000 * GB)).isEqualTo(256);
  }

  @Test
  void whatIsNotKnownMayBeLarge() {
    assertThat(SortMemory.megabytes(0)).isEqualTo(256);
  }
}
