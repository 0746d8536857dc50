package dev.prima.core.partition;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

/** The rules that rounds are made of, each against a plain way to say the same. */
class RulesTest {
  @Example
  void theHashIsTheOneOfSplittableRandom() {
    // The first outputs of SplitMix64 from seed 0, as published with xoshiro.
    assertThat(StableHash.mix64(0)).isEqualTo(0xE220A8397B1DCDAFL);
    assertThat(StableHash.mix64(0x9E3779B97F4A7C15L)).isEqualTo(0x6E789E6AA1B965F4L);
  }

  @Example
  void aboutHalfOfAllKeysMayMoveAndRoundsDiffer() {
    long both =
        LongStream.range(0, 100_000)
            .filter(key -> StableHash.coin(key, 1) && StableHash.coin(key, 2))
            .count();
    long one = LongStream.range(0, 100_000).filter(key -> StableHash.coin(key, 1)).count();

    assertThat(one).isBetween(49_000L, 51_000L);
    assertThat(both).isBetween(24_000L, 26_000L);
  }

  @Property
  void aTallyIsASumByLabel(
      @ForAll @Size(max = 300) List<@IntRange(min = 0, max = Integer.MAX_VALUE) Integer> labels) {
    LabelTally tally = new LabelTally();
    tally.add(3, 1);
    tally.clear();
    Map<Integer, Long> expected = new HashMap<>();
    for (int i = 0; i < labels.size(); i++) {
      // Few labels, so that they meet, and many, so that the tally has to grow.
      int label = i % 2 == 0 ? labels.get(i) : labels.get(i) % 5;
      tally.add(label, i + 1L);
      expected.merge(label, i + 1L, Long::sum);
    }
    Map<Integer, Long> found = new HashMap<>();
    for (int i = 0; i < tally.size(); i++) {
      found.put(tally.label(i), tally.sumAt(i));
      assertThat(tally.sum(tally.label(i))).isEqualTo(tally.sumAt(i));
    }
    assertThat(found).isEqualTo(expected);
    assertThat(tally.sum(-1)).isZero();
  }

  @Example
  void aNodeJoinsTheHeaviestClusterWithRoom() {
    LabelTally tally = tally(new int[] {0, 1, 2, 3}, new long[] {5, 9, 7, 7});
    ClusterChoice choice = new ClusterChoice();

    assertThat(choice.choose(tally, 0, 1, label -> label == 1 ? 0 : 1, label -> -label))
        .isEqualTo(3);
    assertThat(choice.gain()).isEqualTo(2);
    assertThat(choice.choose(tally, 0, 1, label -> label == 1 ? 0 : 1, label -> label))
        .isEqualTo(2);
    assertThat(choice.choose(tally, 1, 1, label -> 1, label -> label))
        .isEqualTo(ClusterChoice.STAY);
    assertThat(choice.gain()).isZero();
  }

  @Example
  void aNodeChangesToTheHeaviestPartWithRoomAndAmongEqualsToTheEmptiest() {
    LabelTally tally = tally(new int[] {0, 1, 2, 3}, new long[] {5, 9, 7, 7});
    PartChoice choice = new PartChoice();
    long[] loads = {10, 10, 6, 5};

    assertThat(choice.choose(tally, 0, 1, loads, 10)).isEqualTo(3);
    assertThat(choice.gain()).isEqualTo(2);
    assertThat(choice.choose(tally, 0, 1, loads, Long.MAX_VALUE)).isEqualTo(1);
    assertThat(choice.choose(tally, 1, 1, loads, 10)).isEqualTo(3);
    assertThat(choice.gain()).isEqualTo(-2);
    assertThat(choice.choose(tally, 0, 1, loads, 5)).isEqualTo(PartChoice.NONE);
  }

  @Example
  void swapsGoOnWhileBothTogetherGain() {
    long[] ones = {1, 1, 1, 1};
    assertThat(
            SwapMatching.match(new long[] {9, 3, 1, 0}, ones, new long[] {2, 0, 0, 0}, ones, 0, 0))
        .containsExactly(true, true, true, false);
    // A heavy node for a light one only where the load has room to rise.
    long[] heavy = {5};
    long[] light = {1};
    assertThat(SwapMatching.match(new long[] {9}, heavy, new long[] {9}, light, 3, 0))
        .containsExactly(false);
    assertThat(SwapMatching.match(new long[] {9}, heavy, new long[] {9}, light, 4, 0))
        .containsExactly(true);
    assertThat(SwapMatching.match(new long[] {9}, light, new long[] {9}, heavy, 0, -7))
        .containsExactly(false);
  }

  @Property
  void waterFillingIsFillingTheEmptiestOneByOne(
      @ForAll @Size(min = 1, max = 20) List<@LongRange(min = 0, max = 30) Long> loads,
      @ForAll @IntRange(min = 0, max = 200) int count) {
    long[] expected = loads.stream().mapToLong(l -> l).toArray();
    for (int i = 0; i < count; i++) {
      int emptiest = 0;
      for (int p = 1; p < expected.length; p++) {
        emptiest = expected[p] < expected[emptiest] ? p : emptiest;
      }
      expected[emptiest]++;
    }
    long[] filled = loads.stream().mapToLong(l -> l).toArray();
    WaterFilling filling = WaterFilling.of(filled.clone(), count);
    int last = 0;
    for (int rank = 0; rank < count; rank++) {
      assertThat(filling.part(rank)).isGreaterThanOrEqualTo(last);
      last = filling.part(rank);
      filled[last]++;
    }
    assertThat(filled).isEqualTo(expected);
  }

  @Property
  void theAssignmentIsTheBestOfAllPermutations(
      @ForAll @Size(36) List<@LongRange(min = 0, max = 50) Long> worths,
      @ForAll @IntRange(min = 1, max = 6) int size) {
    long[][] worth = new long[size][size];
    for (int row = 0; row < size; row++) {
      for (int column = 0; column < size; column++) {
        worth[row][column] = worths.get(row * 6 + column);
      }
    }
    int[] columnOf = Assignment.most(worth);

    assertThat(IntStream.of(columnOf).sorted()).containsExactlyElementsOf(range(size));
    assertThat(IntStream.range(0, size).mapToLong(row -> worth[row][columnOf[row]]).sum())
        .isEqualTo(bestOfAll(worth, 0, new boolean[size]));
  }

  @Example
  void partsKeepTheNumbersOfThoseTheyOverlapMost() {
    long[][] overlap = {{0, 9, 1}, {5, 4, 0}, {0, 8, 7}};

    assertThat(PartNumbering.byOverlap(overlap)).containsExactly(1, 0, 2);
    assertThat(PartNumbering.byLeastKey(new long[] {7, 0, -3}, new long[] {4, 0, 2}))
        .containsExactly(1, 2, 0);
  }

  @Example
  void manyPartsGetTheirNumbersGreedily() {
    long[][] overlap = new long[1_001][1_001];
    for (int p = 0; p < overlap.length; p++) {
      overlap[p][(p + 5) % overlap.length] = 10 + p;
    }
    int[] number = PartNumbering.byOverlap(overlap);

    assertThat(number[0]).isEqualTo(5);
    assertThat(number[1_000]).isEqualTo(4);
    assertThat(Arrays.stream(number).distinct().count()).isEqualTo(1_001);
  }

  private static LabelTally tally(int[] labels, long[] sums) {
    LabelTally tally = new LabelTally();
    for (int i = 0; i < labels.length; i++) {
      tally.add(labels[i], sums[i]);
    }
    return tally;
  }

  private static List<Integer> range(int size) {
    return IntStream.range(0, size).boxed().toList();
  }

  private static long bestOfAll(long[][] worth, int row, boolean[] taken) {
    long best = row == worth.length ? 0 : Long.MIN_VALUE;
    for (int column = 0; row < worth.length && column < worth.length; column++) {
      if (!taken[column]) {
        taken[column] = true;
        best = Math.max(best, worth[row][column] + bestOfAll(worth, row + 1, taken));
        taken[column] = false;
      }
    }
    return best;
  }
}
