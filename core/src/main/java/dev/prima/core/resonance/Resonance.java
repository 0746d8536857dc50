package dev.prima.core.resonance;

/**
 * The weight of an edge: evidence that two agents belong together, at most halved (by default)
 * where their harmonies and hours disagree. Without evidence there is no weight. Pure and
 * thread-safe; symmetric in the two agents.
 *
 * @see "core/docs/resharding.md, The weight of an edge"
 */
public final class Resonance {
  /** The weight of an edge in full resonance. */
  public static final long FULL = 1_000;

  /** So many exchanges count in full. */
  private static final double MANY = 1_001;

  private static final double LOG_MANY = StrictMath.log(MANY);

  private final ResonanceWeights weights;

  public Resonance(ResonanceWeights weights) {
    this.weights = weights;
  }

  /** 1 to 1,000: the integer that graphs are made of. */
  public long weight(
      Evidence evidence, Phase harmony, Phase otherHarmony, Phase hours, Phase otherHours) {
    return Math.max(
        1, Math.round(FULL * share(evidence, harmony, otherHarmony, hours, otherHours)));
  }

  /** The same before it is rounded, 0 to 1. */
  public double share(
      Evidence evidence, Phase harmony, Phase otherHarmony, Phase hours, Phase otherHours) {
    double h = harmony.agreement(otherHarmony);
    if (!Double.isNaN(evidence.compatibility())) {
      h = (h + unit(evidence.compatibility())) / 2;
    }
    double affinity = weights.harmony() * h + (1 - weights.harmony()) * hours.agreement(otherHours);
    return evidence(evidence) * (weights.floor() + (1 - weights.floor()) * affinity);
  }

  private double evidence(Evidence evidence) {
    double strength = unit(evidence.strength());
    double exchanged =
        Math.min(1, StrictMath.log(1.0 + Math.max(0, evidence.interactions())) / LOG_MANY);
    if (Double.isNaN(evidence.trust())) {
      return weights.strength() * strength + weights.interactions() * exchanged;
    }
    return weights.strengthWithTrust() * strength
        + weights.interactionsWithTrust() * exchanged
        + weights.trust() * unit(evidence.trust());
  }

  private static double unit(double value) {
    return value > 0 ? Math.min(1, value) : 0;
  }
}
