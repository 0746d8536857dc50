package dev.prima.core.shard;

/** The columns of the sharded entity that placing and field coherence look at. */
public final class AgentColumns {
  /** Decides the region, see {@link Harmony}. */
  public static final String HARMONY = "primary_harmony";

  public static final String STATUS = "status";

  /** The status of those who count for the coherence of the field. */
  public static final String ACTIVE = "active";

  /** 0..100. */
  public static final String COHERENCE = "coherence_level";

  private AgentColumns() {}
}
