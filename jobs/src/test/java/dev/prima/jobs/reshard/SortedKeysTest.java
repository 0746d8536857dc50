package dev.prima.jobs.reshard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SortedKeysTest {
  @Test
  void findsEveryKeyOfManyWhereItStands() {
    long[] keys = new Random(11).longs(10_000).sorted().toArray();

    SortedKeys sorted = new SortedKeys(keys);

    for (int i = 0; i < keys.length; i++) {
      assertThat(sorted.find(keys[i])).isEqualTo(i);
    }
  }

  @Test
  void findsNoKeyThatIsNotThere() {
    long[] keys = new Random(12).longs(1_000).sorted().toArray();
    TreeSet<Long> known = new TreeSet<>();
    Arrays.stream(keys).forEach(known::add);

    SortedKeys sorted = new SortedKeys(keys);

    for (long key : keys) {
      for (long other : new long[] {key - 1, key + 1, ~key}) {
        assertThat(sorted.find(other) == SortedKeys.NONE).isEqualTo(!known.contains(other));
      }
    }
  }

  @Test
  void findsTheFirstOfEqualKeysAndTheLeastAndTheLargestNumber() {
    SortedKeys sorted =
        new SortedKeys(new long[] {Long.MIN_VALUE, -5, -5, -5, 0, 7, 7, Long.MAX_VALUE});

    assertThat(sorted.find(Long.MIN_VALUE)).isZero();
    assertThat(sorted.find(-5)).isEqualTo(1);
    assertThat(sorted.find(0)).isEqualTo(4);
    assertThat(sorted.find(7)).isEqualTo(5);
    assertThat(sorted.find(Long.MAX_VALUE)).isEqualTo(7);
  }

  @Test
  void findsKeysThatAreNotSpreadEvenly() {
    long[] keys = new long[3_000];
    Arrays.setAll(keys, i -> 1_000_000L + 2L * i);

    SortedKeys sorted = new SortedKeys(keys);

    assertThat(sorted.find(1_000_000L)).isZero();
    assertThat(sorted.find(1_000_000L + 5_998)).isEqualTo(2_999);
    assertThat(sorted.find(1_000_001L)).isEqualTo(SortedKeys.NONE);
  }

  @Test
  void findsNothingAmongNoKeys() {
    assertThat(new SortedKeys(new long[0]).find(0)).isEqualTo(SortedKeys.NONE);
    assertThat(new SortedKeys(new long[] {3}).find(3)).isZero();
    assertThat(new SortedKeys(new long[] {3}).find(4)).isEqualTo(SortedKeys.NONE);
  }
}
