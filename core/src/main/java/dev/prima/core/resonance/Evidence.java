package dev.prima.core.resonance;

/**
 * What is known of two agents' connection. Anything that is not a number or below 0 is no evidence
 * and counts as 0, what is above 1 counts as 1.
 *
 * @param strength 0..1
 * @param interactions messages and other exchanges, 0 or more
 * @param trust 0..1; {@link #UNKNOWN} where the source has none
 * @param compatibility the legacy harmony compatibility, 0..1; {@link #UNKNOWN} where the source
 *     has none
 */
public record Evidence(double strength, long interactions, double trust, double compatibility) {
  /** For what a source does not tell; it then does not enter the weight. */
  public static final double UNKNOWN = Double.NaN;

  /** Of agents that are connected without more being known than strength and exchanges. */
  public static Evidence of(double strength, long interactions) {
    return new Evidence(strength, interactions, UNKNOWN, UNKNOWN);
  }
}
