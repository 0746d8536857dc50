package dev.prima.core.resonance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.prima.core.shard.Harmony;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

class ResonanceTest {
  private static final ResonanceWeights WEIGHTS = ResonanceWeights.DEFAULTS;
  private static final Resonance RESONANCE = new Resonance(WEIGHTS);

  @Example
  void harmoniesAgreeByTheirDistanceOnTheCircleOfSeven() {
    double[] byDistance = {1, 0.811, 0.389, 0.050, 0.050, 0.389, 0.811};
    for (int distance = 0; distance < 7; distance++) {
      assertThat(of(Harmony.RESONANCE).agreement(of(Harmony.values()[(2 + distance) % 7])))
          .isCloseTo(byDistance[distance], within(0.001));
    }
  }

  @Example
  void aSecondaryHarmonyCountsHalf() {
    Phase mixed = Phase.ofHarmonies(Harmony.TRANSPARENCY, EnumSet.of(Harmony.COHERENCE), WEIGHTS);

    // (1 + 0.5 cos 2π/7) / 1.5 and 0.5 sin 2π/7 / 1.5, with cos 0.6234898019 and sin 0.7818314825.
    assertThat(mixed.re()).isCloseTo(0.8744966006, within(1e-9));
    assertThat(mixed.im()).isCloseTo(0.2606104942, within(1e-9));
    assertThat(Phase.ofHarmonies(null, Set.of(), WEIGHTS)).isEqualTo(Phase.NONE);
  }

  @Example
  void hoursAreTheFirstFourierCoefficientOfTheDay() {
    long[] six = new long[24];
    six[6] = 4;
    long[] noon = new long[24];
    noon[12] = 9;
    long[] midnight = new long[24];
    midnight[0] = 1;
    midnight[3] = -100;

    assertThat(Phase.ofHours(six).im()).isCloseTo(1, within(1e-15));
    assertThat(Phase.ofHours(noon).agreement(Phase.ofHours(midnight))).isCloseTo(0, within(1e-15));
    assertThat(Phase.ofHours(noon).agreement(Phase.ofHours(six))).isCloseTo(0.5, within(1e-15));
    assertThat(Phase.ofHours(new long[24])).isEqualTo(Phase.NONE);
    assertThatThrownBy(() -> Phase.ofHours(new long[23]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Example
  void theWeightIsEvidenceTimesAffinity() {
    // Same harmony and hour: all of E. 0.7 · 0.5 + 0.3 · ln 11 / ln 1001 = 0.454125...
    assertThat(weight(Evidence.of(0.5, 10), Harmony.AGENCY, Harmony.AGENCY)).isEqualTo(454);
    // Distance 3 and no hours: E · (0.5 + 0.5 · (0.6 · 0.0495 + 0.4 · 0.5)) with E = 1.
    assertThat(
            RESONANCE.weight(
                Evidence.of(1, 1_000),
                of(Harmony.TRANSPARENCY),
                of(Harmony.AGENCY),
                Phase.NONE,
                Phase.NONE))
        .isEqualTo(615);
    // With trust: 0.6 · 0.5 + 0.25 · 1 + 0.15 · 0.2 = 0.58.
    assertThat(
            weight(
                new Evidence(0.5, 1_000_000, 0.2, Evidence.UNKNOWN),
                Harmony.AGENCY,
                Harmony.AGENCY))
        .isEqualTo(580);
    // A legacy compatibility of 0 halves the harmony's share: 0.5 + 0.5 · (0.6 · 0.5 + 0.4) = 0.85.
    assertThat(weight(new Evidence(1, 1_000, Evidence.UNKNOWN, 0), Harmony.AGENCY, Harmony.AGENCY))
        .isEqualTo(850);
    // Messages alone: strength 0.
    assertThat(weight(Evidence.of(0, 1_000), Harmony.AGENCY, Harmony.AGENCY)).isEqualTo(300);
  }

  @Example
  void whatIsNoNumberOrNegativeIsNoEvidence() {
    for (double strength : new double[] {Double.NaN, -1, Double.NEGATIVE_INFINITY, -0.0, 0}) {
      assertThat(weight(Evidence.of(strength, -5), Harmony.NOVELTY, Harmony.NOVELTY)).isEqualTo(1);
    }
    assertThat(weight(Evidence.of(Double.POSITIVE_INFINITY, 0), Harmony.NOVELTY, Harmony.NOVELTY))
        .isEqualTo(700);
    assertThat(weight(Evidence.of(0, Long.MAX_VALUE), Harmony.NOVELTY, Harmony.NOVELTY))
        .isEqualTo(300);
    assertThat(
            weight(
                new Evidence(Double.NaN, 0, -3, Double.NEGATIVE_INFINITY),
                Harmony.NOVELTY,
                Harmony.NOVELTY))
        .isEqualTo(1);
  }

  @Property
  void theWeightIsSymmetricAndBetweenOneAndAThousand(
      @ForAll double strength,
      @ForAll long interactions,
      @ForAll double trust,
      @ForAll Harmony one,
      @ForAll Set<Harmony> secondary,
      @ForAll Harmony other,
      @ForAll @Size(24) int[] hours,
      @ForAll @Size(24) int[] otherHours) {
    Evidence evidence = new Evidence(strength, interactions, trust, Evidence.UNKNOWN);
    Phase a = Phase.ofHarmonies(one, secondary, WEIGHTS);
    Phase b = of(other);
    Phase s = Phase.ofHours(Arrays.stream(hours).asLongStream().toArray());
    Phase t = Phase.ofHours(Arrays.stream(otherHours).asLongStream().toArray());

    long weight = RESONANCE.weight(evidence, a, b, s, t);

    assertThat(weight).isBetween(1L, 1000L).isEqualTo(RESONANCE.weight(evidence, b, a, t, s));
    double share = RESONANCE.share(evidence, a, b, s, t);
    double full = RESONANCE.share(evidence, b, b, s, s);
    assertThat(share).isBetween(0.0, 1.0);
    assertThat(RESONANCE.share(evidence, Phase.NONE, b, Phase.NONE, t))
        .isCloseTo(0.75 * unweighted(evidence), within(1e-12));
    assertThat(full).isLessThanOrEqualTo(unweighted(evidence) + 1e-12);
    assertThat(share).isGreaterThanOrEqualTo(unweighted(evidence) / 2 - 1e-12);
  }

  @Example
  void theBitsAreTheSameOnEveryMachine() {
    Phase phase = of(Harmony.MUTUALITY);

    assertThat(Double.doubleToLongBits(phase.re())).isEqualTo(RE_OF_MUTUALITY);
    assertThat(Double.doubleToLongBits(phase.im())).isEqualTo(IM_OF_MUTUALITY);
  }

  @Example
  void coefficientsThatAreNoSharesAreRefused() {
    assertThatThrownBy(() -> new ResonanceWeights(0.8, 0.3, 0.6, 0.25, 0.15, 0.5, 0.6, 0.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("strength + interactions");
    assertThatThrownBy(() -> new ResonanceWeights(0.7, 0.3, 0.6, 0.25, 0.15, Double.NaN, 0.6, 0.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("secondaryHarmony");
  }

  private static double unweighted(Evidence evidence) {
    Resonance indifferent =
        new Resonance(new ResonanceWeights(0.7, 0.3, 0.6, 0.25, 0.15, 0.5, 0.6, 1));
    return indifferent.share(evidence, Phase.NONE, Phase.NONE, Phase.NONE, Phase.NONE);
  }

  private static long weight(Evidence evidence, Harmony one, Harmony other) {
    long[] noon = new long[24];
    noon[12] = 3;
    Phase hours = Phase.ofHours(noon);
    return RESONANCE.weight(evidence, of(one), of(other), hours, hours);
  }

  private static Phase of(Harmony harmony) {
    return Phase.ofHarmonies(harmony, Set.of(), WEIGHTS);
  }

  // cos and sin of 10π/7, as another language's library rounds them too.
  private static final long RE_OF_MUTUALITY = 0xBFCC7B90E3024589L;
  private static final long IM_OF_MUTUALITY = 0xBFEF329C0558E969L;
}
