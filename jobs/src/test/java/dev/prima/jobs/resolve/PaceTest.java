package dev.prima.jobs.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PaceTest {
  private static final long SECOND = 1_000_000_000;

  /** Stands still but for what is waited. */
  private static class Stopped implements Pace.Time {
    private long now = 17;

    @Override
    public long now() {
      return now;
    }

    @Override
    public void pass(long nanos) {
      now += nanos;
    }
  }

  private static Iterator<Integer> numbers(int n) {
    return IntStream.range(0, n).iterator();
  }

  @Test
  void everyLotOfRowsComesNoEarlierThanItsRateAllows() {
    Stopped time = new Stopped();
    Iterator<Integer> paced = new Pace(32).of(numbers(64 * 5 + 1), time);
    List<Long> at = new ArrayList<>();
    List<Integer> rows = new ArrayList<>();
    while (paced.hasNext()) {
      rows.add(paced.next());
      at.add(time.now() - 17);
    }
    assertThat(rows).isEqualTo(IntStream.rangeClosed(0, 64 * 5).boxed().toList());
    // 32 rows a second: a lot of 64 takes two seconds, and the first one waits for nothing.
    for (int row = 0; row < at.size(); row++) {
      assertThat(at.get(row)).isEqualTo(row / 64 * 2 * SECOND);
    }
  }

  @Test
  void rowsThatComeSlowerByThemselvesAreNotHeldUp() {
    Stopped time = new Stopped();
    Iterator<Integer> paced = new Pace(1_000).of(numbers(640), time);
    while (paced.hasNext()) {
      paced.next();
      time.now += SECOND / 100;
    }
    assertThat(time.now() - 17).isEqualTo(640 * (SECOND / 100));
  }

  @Test
  void aWaitThatEndsEarlyIsGoneOnWith() {
    Stopped time =
        new Stopped() {
          @Override
          public void pass(long nanos) {
            super.pass(Math.min(nanos, SECOND / 3));
          }
        };
    Iterator<Integer> paced = new Pace(64).of(numbers(65), time);
    while (paced.hasNext()) {
      paced.next();
    }
    assertThat(time.now() - 17).isEqualTo(SECOND);
  }

  @Test
  void withoutALimitRowsAreHandedThrough() {
    Iterator<Integer> rows = numbers(3);
    assertThat(Pace.UNLIMITED.of(rows)).isSameAs(rows);
  }
}
