package dev.prima.core.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class PartLimitsTest {
  @Property
  void theCapIsFivePercentAboveTheMeanOrTheMeanRoundedUp(
      @ForAll @LongRange(min = 0) long load, @ForAll @IntRange(min = 1, max = 32767) int parts) {
    BigInteger n = BigInteger.valueOf(load);
    BigInteger s = BigInteger.valueOf(parts);
    BigInteger ceiling = n.add(s).subtract(BigInteger.ONE).divide(s);
    BigInteger spare =
        n.multiply(BigInteger.valueOf(105)).divide(s.multiply(BigInteger.valueOf(100)));
    BigInteger expected = ceiling.max(spare);
    if (expected.bitLength() < 64) {
      assertThat(PartLimits.of(load, parts).cap()).isEqualTo(expected.longValueExact());
    }
  }

  @Property
  void allNodesFitUnderTheCap(
      @ForAll @LongRange(min = 0, max = 1L << 40) long load,
      @ForAll @IntRange(min = 1, max = 32767) int parts) {
    assertThat(PartLimits.of(load, parts).cap() * parts).isGreaterThanOrEqualTo(load);
  }

  @Example
  void aCapIsKnownByHand() {
    assertThat(PartLimits.of(41_773, 100)).isEqualTo(new PartLimits(100, 438));
    assertThat(PartLimits.of(3_200, 100)).isEqualTo(new PartLimits(100, 33));
    assertThat(PartLimits.of(23, 1)).isEqualTo(new PartLimits(1, 24));
    assertThat(PartLimits.of(0, 7)).isEqualTo(new PartLimits(7, 0));
    assertThat(PartLimits.of(3_200, 100).withCapAtLeast(40).cap()).isEqualTo(40);
  }

  @Example
  void clustersGrowBySixteenMeanNodesUpToATwelfthOfAPart() {
    PartLimits limits = PartLimits.of(1_000_000, 100);

    assertThat(limits.clusterLimit(1_000_000, 1_000_000)).isEqualTo(16);
    assertThat(limits.clusterLimit(1_000_000, 200_000)).isEqualTo(80);
    assertThat(limits.clusterLimit(1_000_000, 1_000)).isEqualTo(10_500 / 12);
    assertThat(PartLimits.of(100, 50).clusterLimit(100, 100)).isEqualTo(2);
  }

  @Example
  void noPartsAreRefused() {
    assertThatThrownBy(() -> new PartLimits(0, 5)).isInstanceOf(IllegalArgumentException.class);
  }
}
