package dev.prima.core.shard;

/** The columns of connections that tell how much two agents resonate. */
public final class ConnectionColumns {
  /** 0..1. */
  public static final String STRENGTH = "resonance_strength";

  public static final String INTERACTIONS = "interaction_count";

  /** 0..1. */
  public static final String TRUST = "trust_score";

  /** 0..1. */
  public static final String COMPATIBILITY = "harmony_compatibility";

  private ConnectionColumns() {}
}
