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

  /** Further harmonies: a JSON array of names. */
  public static final String SECONDARY = "secondary_harmonies";

  /** The region that the source gave the agent. */
  public static final String LEGACY_REGION = "legacy_region_id";

  private AgentColumns() {}
}
