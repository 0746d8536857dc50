package dev.prima.core.resonance;

/**
 * The coefficients of an edge's weight. They are a choice, so they are config.
 *
 * @param strength share of the connection's strength in the evidence
 * @param interactions share of what was exchanged
 * @param strengthWithTrust share of the strength where trust is known
 * @param interactionsWithTrust share of what was exchanged where trust is known
 * @param trust share of trust, where it is known
 * @param secondaryHarmony weight of each secondary harmony, the primary's being 1
 * @param harmony share of harmony in the affinity, the rest being that of hours
 * @param floor what is left of the evidence where nothing else agrees
 * @see "core/docs/resharding.md, The weight of an edge"
 */
public record ResonanceWeights(
    double strength,
    double interactions,
    double strengthWithTrust,
    double interactionsWithTrust,
    double trust,
    double secondaryHarmony,
    double harmony,
    double floor) {
  public static final ResonanceWeights DEFAULTS =
      new ResonanceWeights(0.7, 0.3, 0.6, 0.25, 0.15, 0.5, 0.6, 0.5);

  private static final double ROUNDING = 1e-9;

  public ResonanceWeights {
    share("strength", strength);
    share("interactions", interactions);
    share("strengthWithTrust", strengthWithTrust);
    share("interactionsWithTrust", interactionsWithTrust);
    share("trust", trust);
    share("secondaryHarmony", secondaryHarmony);
    share("harmony", harmony);
    share("floor", floor);
    share("strength + interactions", strength + interactions);
    share(
        "strengthWithTrust + interactionsWithTrust + trust",
        strengthWithTrust + interactionsWithTrust + trust);
  }

  private static void share(String name, double value) {
    // Written so that NaN fails too.
    if (!(value >= 0 && value <= 1 + ROUNDING)) {
      throw new IllegalArgumentException(name + " must be between 0 and 1, not " + value);
    }
  }
}
